"""What of a text is negated: "no black, white or grey", "not too formal", "不要黑色"."""

from __future__ import annotations

import re

FARTHEST = 80
"""Characters that a negation reaches at most."""

_TOO = (
    r"\b(?:not|nothing|never|isn't|don't want(?: anything| it)?)\s"
    r"(?:(?:to be|be|that|all that|so)\s)?(?:too|very|overly|so)\b"
    r"|不要太|不用太|不想太|不能太|(?<!特)别太|不太|不那么|不是很|不需要太|不必太"
)
_NO = re.compile(
    rf"(?P<too>{_TOO})"
    r"|\b(?:not|no|never|without|avoid|avoiding|except|anything but|nothing|hate|dislike|don't|doesn't|neither|nor"
    r"|can't stand|can't wear|cannot wear|won't wear|wouldn't wear|allergic to|tired of|sick of|fed up with|instead of"
    r"|rather than|lacking|isn't|aren't|dont|loathe|detest|skip|skipping|ditch|leave out|leave off|steer clear of"
    r"|stay away from|other than|apart from|free of|less|fewer|not a fan of|no fan of"
    r"|can't pull off|cannot pull off|look (?:bad|terrible|awful|dreadful|horrible|ill|pale|washed out) in)\b"
    r"|(?P<will>不想要|不需要|不喜欢|不想穿|不要|不想|不穿|不用|不能|除了|讨厌|拒绝|避免|少一点|少点|少些|(?<![特个分区])别)"
    r"|除外|以外|之外|没有|不|无(?=印花|图案|花纹|条纹|格)"
)
"""What may not be too much so, what a user will not have, what a garment is not or lacks."""
_FINE = re.compile(
    r"\b(?:is|are|would be|'s)\s(?:also\s|totally\s|perfectly\s)?(?:fine|ok|okay|alright|all right|acceptable)\b"
    r"|(?<=\s)(?:fine|ok|okay)(?=\s*(?:[,.;!?]|$))"
    r"|也行|也可以|也没关系|无所谓"
)
"""What stands before it, in its clause, is allowed."""
_WELCOME = re.compile(
    r"\b(?:(?:don't|do not|dont|wouldn't|would not|won't|doesn't|does not)\s(?:really\s)?"
    r"(?:mind|dislike|hate|object to|rule out)|not against|not opposed to|no objections? to|not that i (?:dislike|hate)"
    r"|(?:fine|ok|okay|happy) with)\b"
    r"|不介意|不反对|不讨厌|不是(?:不喜欢|不想要|不要|不想|讨厌)|并非不喜欢"
)
"""What stands behind it, in its clause, is allowed: who does not mind stripes neither asks for nor refuses them."""
_ELSE = re.compile(
    r"\b(?:not only|not just|no more than|no less than|not sure|no matter|no problem|no idea|why not|not bad|no longer"
    r"|whether or not)\b"
    r"|不错|不管|不限|不同|不但|不仅|不只|差不多|不知道|不知|无论|不一定|只不过|对不起|不好意思|要不"
)
"""Looks like a negation and is none."""
_ENDS = re.compile(
    r"[.;!?。；！？\n]|\b(?:but|just|rather|instead(?! of)|only|please|i want|i like|i'd like"
    r"|(?:i|and|but) (?:love|like|adore|prefer|want|need))\b"
    r"|不过|但|而是|只要|最好|(?<![想不需])要|(?<!不)喜欢|都"
)
_COMMA = re.compile(r"[,，]")
_GOES_ON = re.compile(r".*?(?:\b(?:or|nor)\b|或)")
"""What follows a comma inside a negated list: "no black, white or grey"."""
_DEGREE = re.compile(r"\s+[\w'-]+(?:(?:\s*,\s*[\w'-]+)*,?\s+(?:or|and|nor)\s+[\w'-]+)?")
"""In English, "too" is said of the next word alone, and of those in its list: in "a not too formal summer dress" the
dress is asked for."""
_WHEREFORE = re.compile(r"\s*[\w'-]+.*?(\s(?:for|at)\b)")
"""What follows is what the garment is for: "without stripes for work", but "not for work"."""
_WHOSE = re.compile(r"的(?=\s?\w)")
"""In Chinese, what lacks something stands behind it: 没有图案的衬衫 is a shirt. But 不要黑色的裙子 forbids."""
_FREE = re.compile(r"\b[a-z]+[- ]free\b")
_CLAUSE = re.compile(r"[,，.;!?。；！？\n]")
_LAST = re.compile(
    r"(?<=\s)(?:(?:is|are)\s)?not(?=\s*(?:[,.;!?]|$))|(?<=\s)(?:isn't|aren't)(?=\s*(?:[,.;!?]|$))"
    r"|\b(?:doesn't|don't|does not|do not|never) (?:suit|work on|look good on)\b"
    r"|\blooks? (?:bad|terrible|awful|dreadful|horrible) on\b|不(?:太)?(?:适合|衬)我"
)
"""A negation that stands behind what it negates, in its clause: "black tops are not", "yellow doesn't suit me"."""
_THAN = re.compile(r"\b(?:rather|sooner)\s(?!than)((?:[\w'-]+\s){1,6}?)than\b")
"""What is wanted rather than something else: "rather a skirt than trousers"."""
_AFTER = re.compile(r"(?<=不要)\s?(?:[,，.;!?。；！？\n]|$)|(?<=[除以之]外)")
"""A Chinese negation that stands behind what it negates."""


def straightened(text: str) -> str:
    """Return a text with "rather a skirt than trousers" as "a skirt rather than trousers"."""
    return _THAN.sub(r"\1rather than", text)


def negations(text: str) -> list[str]:
    """Return for each character "" (asserted), "not", "not too" or "allowed"; of nested negations the inner one counts.

    What is allowed is neither asked for nor refused: "no black, white is fine".

    Args:
        text: English or Chinese, small letters.
    """
    marks = [""] * len(text)
    read = text
    for harmless in (_WELCOME, _ELSE):
        read = harmless.sub(lambda found: "_" * len(found[0]), read)
    for match in _NO.finditer(read):
        start, end = _scope(read, match)
        marks[start:end] = ["not too" if match["too"] else "not"] * (end - start)
    for match in _LAST.finditer(read):
        first = max(match.start() - FARTHEST, 0)
        start = max((each.end() for each in _CLAUSE.finditer(text, first, match.start())), default=first)
        marks[start : match.start()] = ["not"] * (match.start() - start)
    for match in _FREE.finditer(read):
        marks[match.start() : match.end()] = ["not"] * len(match[0])
    for match in _FINE.finditer(read):
        first = max(match.start() - FARTHEST, 0)
        start = max((each.end() for each in _CLAUSE.finditer(text, first, match.start())), default=first)
        marks[start : match.start()] = [mark or "allowed" for mark in marks[start : match.start()]]
    for match in _WELCOME.finditer(text):
        start, end = _scope(text, match)
        marks[start:end] = [mark or "allowed" for mark in marks[start:end]]
    return marks


def negating(text: str) -> list[tuple[int, int]]:
    """Return where the words stand that negate, or look as if they did."""
    return [match.span() for pattern in (_NO, _ELSE, _WELCOME, _LAST) for match in pattern.finditer(text)]


def _scope(text: str, negation: re.Match[str]) -> tuple[int, int]:
    """Return from where to where a negation reaches: to the end of its clause, or of the list in it."""
    begin = negation.end()
    end = min(negation.end() + FARTHEST, len(text))
    named = negation.groupdict()
    if _AFTER.match(text, begin):  # 红色的不要，
        first = max(begin - FARTHEST, 0)
        return max((match.end() for match in _CLAUSE.finditer(text, first, begin)), default=first), begin
    for stop in (_ENDS, *(() if named.get("will") else (_WHOSE,))):
        found = stop.search(text, begin, end)
        end = found.start() if found else end
    if use := _WHEREFORE.match(text, begin, end):
        end = use.start(1)
    if named.get("too") and (next_word := _DEGREE.match(text, begin, end)):
        return begin, next_word.end()
    for comma in _COMMA.finditer(text, begin, end):
        if not _GOES_ON.match(text, comma.end(), end):
            return begin, comma.start()
    return begin, end
