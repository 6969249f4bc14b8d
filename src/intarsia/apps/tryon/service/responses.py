"""What the fitting room answers over HTTP; every sentence in English and Chinese."""

from __future__ import annotations

from pydantic import BaseModel, Field

from intarsia.apps.tryon.service.colours import Colours
from intarsia.i18n import Message


class BilingualText(BaseModel):
    """A text in English and Chinese."""

    en: str
    zh: str

    @classmethod
    def of(cls, words: Message) -> BilingualText:
        """Return a message as it is answered."""
        return cls(en=words.en, zh=words.zh)


class NoteResponse(BaseModel):
    """A sentence in both languages, and what programs call it."""

    name: str
    en: str
    zh: str


class PhotoQuality(BaseModel):
    """What about a photo makes its facts less sure."""

    notes: list[NoteResponse]
    face_height: float = Field(description="pixels")
    turn: float = Field(description="degrees that the face looks to the side")
    cast: float = Field(description="of the light; 1 is neutral")
    brightness: float = Field(description="L* of the brightest hundredth")


class Landmark(BaseModel):
    """A joint: x, y, z in pixels of the photo as it was measured."""

    x: float
    y: float
    z: float
    visibility: float
    presence: float


class MeasureResponse(BaseModel):
    """What `/tryon/measure` answers. No name, age, gender, origin or shape of body is derived."""

    width: int = Field(description="pixels of the photo as it was measured: at most 2048")
    height: int
    colours: Colours
    hex: dict[str, str | None] = Field(description="skin, hair, eyes: the most likely colour as #rrggbb")
    visible: list[str] = Field(description="parts of the body that the photo shows")
    quality: PhotoQuality
    landmarks: dict[str, Landmark]


class GarmentResponse(BaseModel):
    """A garment as it is answered."""

    digest: str
    name: BilingualText = Field(description="what its shop calls it, else what it is")
    category: str
    slot: str
    pattern: str
    hex: str = Field(description="its largest colour as #rrggbb")
    price: float | None
    sizes: list[str]
    wearer: str | None = Field(description="whom it is for, where its shop says it: what `wearers` may ask for")
    rivals: list[str] = Field(description="the kinds that it may be, where its photo leaves that open")
    notes: list[BilingualText] = Field(description="what a user should know of its photo")


class BarResponse(BaseModel):
    """What a scorer adds above the wardrobe's average, in log odds of a like."""

    layer: str
    title: BilingualText
    value: float


class ClosestResponse(BaseModel):
    """The liked garment that one of a look is most like: their places among the likes and in the look."""

    liked: int
    item: int
    words: BilingualText


class ChangeResponse(BaseModel):
    """One change: what the score would gain, and the garment instead; none where the same is dyed."""

    item: int
    gain: float
    garment: GarmentResponse | None
    words: BilingualText


class LookResponse(BaseModel):
    """What is worn together, how it scores and why."""

    key: str = Field(description="the same look has the same key")
    title: BilingualText
    score: float = Field(description="log odds of a like, but for what all looks share; the sum of `parts`")
    parts: dict[str, float] = Field(description="scorer → what it adds")
    unused: list[str] = Field(description="scorers that had nothing to go by")
    garments: list[GarmentResponse]
    bars: list[BarResponse]
    reasons: list[BilingualText]
    closest: ClosestResponse | None
    change: ChangeResponse | None = Field(description="null unless it was asked for, or where nothing gains")
    evidence: dict[str, float] = Field(description="send it back among `ratings`")


class UnderstoodPart(BaseModel):
    """A part of what was asked, as it was understood."""

    about: BilingualText
    value: BilingualText


class RecommendResponse(BaseModel):
    """What `/tryon/recommend` answers."""

    looks: list[LookResponse]
    understood: list[UnderstoodPart]
    notes: list[BilingualText] = Field(description="what was not used, and why")
    removed: dict[str, int] = Field(description="constraint → garments that it removed")
    chosen_from: int


class MissingGarment(BaseModel):
    """A garment that the preview does not show."""

    garment: int = Field(description="its place in the request")
    words: BilingualText


class WearResponse(BaseModel):
    """The answer of `/tryon/wear`."""

    mark: BilingualText = Field(description="stands below the picture: fit and fall of the cloth are guessed")
    picture: str = Field(description="PNG as a data: URL, the mark below the photo")
    confidence: float = Field(description="of the least sure stage, in [0, 1]")
    confidences: dict[str, float]
    sidecar: dict[str, object] = Field(description="what was guessed, and what a user should know")
    missing: list[MissingGarment]


class WardrobePage(BaseModel):
    """A page of the wardrobe."""

    count: int = Field(description="garments of the wardrobe")
    start: int
    garments: list[GarmentResponse]
