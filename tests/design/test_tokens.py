"""Every text of the palette can be read on every ground it stands on, in both schemes."""

import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "static" / "scss" / "_tokens.scss").read_text()
TEXT_MINIMUM = 4.5
CONTROL_MINIMUM = 3.0
GROUNDS = ["paper", "surface", "sunk"]
TEXTS = ["ink", "ink-2", "signal", "coral", "ok", "warn"]
TINTED = ["signal", "coral", "ok", "warn", "ip", "at", "ic", "co", "gm"]


def read_mixin(name: str) -> dict[str, str]:
    body = re.search(rf"@mixin {name} {{(.*?)\n}}", TOKENS, re.DOTALL)
    assert body is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body[1]))


SCHEMES = {name: read_mixin(name) for name in ("light", "dark")}
NIGHT_COLOUR = re.search(r"\$night: (#[0-9a-f]{6});", TOKENS)
assert NIGHT_COLOUR is not None


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_both_schemes_define_the_same_tokens() -> None:
    assert SCHEMES["light"].keys() == SCHEMES["dark"].keys()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), list(itertools.product(TEXTS, GROUNDS)))
def test_text_on_a_ground_reaches_aa(scheme: str, text: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[text], colours[ground]) >= TEXT_MINIMUM


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", TINTED)
def test_text_on_its_own_tint_reaches_aa(scheme: str, text: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[text], colours[f"{text}-tint"]) >= TEXT_MINIMUM


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("fill", ["signal", "coral"])
def test_text_on_a_fill_reaches_aa(scheme: str, fill: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[f"on-{fill}"], colours[fill]) >= TEXT_MINIMUM


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["warn-tint", "signal-tint"])
def test_ink_on_a_tinted_ground_reaches_aa(scheme: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours["ink"], colours[ground]) >= TEXT_MINIMUM


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_border_of_a_control_stands_out(scheme: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours["field"], colours[ground]) >= CONTROL_MINIMUM


@pytest.mark.parametrize("text", ["ink", "ink-2", "signal", "coral"])
def test_text_on_the_night_panel_reaches_aa(text: str) -> None:
    assert NIGHT_COLOUR is not None
    assert contrast(SCHEMES["dark"][text], NIGHT_COLOUR[1]) >= TEXT_MINIMUM


def test_white_on_the_rehearsal_band_reaches_aa() -> None:
    assert contrast("#ffffff", "#8a5a00") >= TEXT_MINIMUM


def test_words_on_the_bands_of_a_door_reach_aa() -> None:
    bands = dict(re.findall(r"\$band-(\w+): (#[0-9a-f]{6});", TOKENS))
    assert NIGHT_COLOUR is not None
    note = bands.pop("note")

    assert contrast(NIGHT_COLOUR[1], note) >= TEXT_MINIMUM
    assert set(bands) == {"yes", "again", "no"}
    assert min(contrast("#ffffff", colour) for colour in bands.values()) >= TEXT_MINIMUM
