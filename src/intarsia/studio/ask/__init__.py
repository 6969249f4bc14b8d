"""The tab that asks a model: a row goes in, by a form made of its schema; the answer and its reasons come out."""
