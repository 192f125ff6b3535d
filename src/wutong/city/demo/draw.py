"""Writes the demo county's ground and map from its plan: ``python -m wutong.city.demo.draw``. Always the same bytes."""

from __future__ import annotations

from pathlib import Path

from wutong.city.demo import ground, picture


def files() -> dict[str, str]:
    """Every file that is drawn, by name."""
    return ground.files() | {"map.svg": picture.draw(picture.LIGHT), "map-dark.svg": picture.draw(picture.DARK)}


def main() -> None:
    """Write them beside this module."""
    for name, text in files().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
