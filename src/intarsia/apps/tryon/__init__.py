"""The fitting room: own photo, liked garments and a wish in; styles that suit, with reasons, out."""
