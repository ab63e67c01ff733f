"""Make resources/fonts from Debian's font packages: digits only, renamed, each with its licence text.

Development-time only; needs fonttools and, on Debian, the packages themselves:

    apt-get download PACKAGE...                     # the packages named in SOURCES, into a folder
    python packaging/subset_fonts.py FOLDER         # writes resources/fonts

The SIL Open Font License forbids a modified font to keep a reserved name, so every subset gets a name of our own;
the README written beside the fonts says where each came from.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "resources" / "fonts"
APACHE = Path("/usr/share/common-licenses/Apache-2.0")
DIGITS = "0123456789"
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, COPYRIGHT, LICENCE, LICENCE_ADDRESS = 1, 2, 3, 4, 6, 0, 13, 14


class Source(NamedTuple):
    """One font: the style it stands for here, its Debian package, the file's stem in it, its licence."""

    style: str
    package: str
    stem: str
    licence: str


OFL, APACHE_2, VERA, GUST = "SIL OFL 1.1", "Apache 2.0", "Bitstream Vera", "GUST Font License"
SOURCES = [
    Source("sans", "fonts-croscore", "Arimo-Regular", OFL),
    Source("sans", "fonts-croscore", "Arimo-Bold", OFL),
    Source("sans", "fonts-croscore", "Cousine-Bold", OFL),
    Source("sans", "fonts-dejavu-core", "DejaVuSans-Bold", VERA),
    Source("sans", "fonts-roboto-unhinted", "Roboto-Black", APACHE_2),
    Source("sans", "fonts-open-sans", "OpenSans-Bold", APACHE_2),
    Source("sans", "fonts-texgyre", "texgyreadventor-bold", GUST),
    Source("sans", "fonts-texgyre", "texgyreadventor-regular", GUST),
    Source("sans", "fonts-league-spartan", "LeagueSpartan-Medium", OFL),
    Source("sans", "fonts-manrope", "Manrope-ExtraBold", OFL),
    Source("sans", "fonts-tuffy", "Tuffy_Bold", "public domain"),
    Source("sans", "fonts-cabin", "Cabin-Bold", OFL),
    Source("sans", "fonts-play", "Play-Bold", OFL),
    Source("condensed", "fonts-dejavu-extra", "DejaVuSansCondensed-Bold", VERA),
    Source("condensed", "fonts-roboto-unhinted", "RobotoCondensed-Bold", APACHE_2),
    Source("condensed", "fonts-open-sans", "OpenSans-CondBold", APACHE_2),
    Source("condensed", "fonts-texgyre", "texgyreheroscn-bold", GUST),
    Source("condensed", "fonts-bebas-neue", "BebasNeue-Bold", OFL),
    Source("sign", "fonts-national-park", "NationalPark-Heavy", OFL),
    Source("sign", "fonts-national-park", "NationalPark-Regular", OFL),
    Source("sign", "fonts-routed-gothic", "routed-gothic", OFL),
    Source("sign", "fonts-opendin", "OSP-DIN", OFL),
    Source("sign", "fonts-roadgeek", "RG2014D", "MIT"),
    Source("rounded", "fonts-dosis", "Dosis-Bold", OFL),
    Source("rounded", "fonts-comfortaa", "Comfortaa-Bold", OFL),
    Source("rounded", "fonts-quicksand", "Quicksand-Bold", OFL),
    Source("serif", "fonts-croscore", "Tinos-Regular", OFL),
    Source("serif", "fonts-croscore", "Tinos-Bold", OFL),
    Source("serif", "fonts-croscore", "Tinos-BoldItalic", OFL),
    Source("serif", "fonts-texgyre", "texgyreschola-regular", GUST),
    Source("serif", "fonts-texgyre", "texgyreschola-bold", GUST),
    Source("serif", "fonts-texgyre", "texgyrepagella-bold", GUST),
    Source("serif", "fonts-crosextra-caladea", "Caladea-Bold", APACHE_2),
    Source("slab", "fonts-texgyre", "texgyrebonum-bold", GUST),
    Source("slab", "fonts-roboto-slab", "RobotoSlab-Bold", APACHE_2),
    Source("slab", "fonts-courier-prime", "Courier Prime Bold", OFL),
    Source("didone", "fonts-oldstandard", "OldStandard-Bold", OFL),
    Source("didone", "fonts-gfs-didot", "GFSDidotBold", OFL),
    Source("script", "fonts-texgyre", "texgyrechorus-mediumitalic", GUST),
    Source("script", "fonts-lobstertwo", "LobsterTwo-Bold", OFL),
    Source("script", "fonts-kaushanscript", "KaushanScript-Regular", OFL),
    Source("script", "fonts-dancingscript", "DancingScript-Bold", OFL),
    Source("script", "fonts-leckerli-one", "LeckerliOne-Regular", OFL),
    Source("hand", "fonts-comic-neue", "ComicNeue-Bold", OFL),
    Source("hand", "fonts-humor-sans", "Humor-Sans", OFL),
    Source("hand", "fonts-yusei-magic", "YuseiMagic-Regular", OFL),
    Source("deco", "fonts-allerta", "allerta_stencil", OFL),
    Source("deco", "fonts-solide-mirage", "SolideMirageEtroit", OFL),
    Source("deco", "fonts-reggae", "ReggaeOne-Regular", OFL),
    Source("deco", "fonts-le-murmure", "le-murmure", OFL),
    Source("outline", "fonts-train", "TrainOne-Regular", OFL),
    Source("outline", "fonts-national-park", "NationalPark-Outline", OFL),
]


def subset_to_digits(source: Path, target: Path, family: str) -> None:
    """Write the ten digits of a font, without hints, kerning or alternates, under another name."""
    font = TTFont(source)
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=False, name_IDs=[COPYRIGHT, LICENCE])
    options.name_IDs += [FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, LICENCE_ADDRESS]
    options.drop_tables += ["DSIG", "FFTM", "PfEd", "kern", "GDEF", "GPOS", "GSUB"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=DIGITS)
    subsetter.subset(font)
    rename(font, family)
    font.save(target)


def rename(font: TTFont, family: str) -> None:
    """Replace every name by which programs know the font; copyright and licence stay."""
    postscript = family.replace(" ", "")
    names = {FAMILY: family, STYLE: "Regular", UNIQUE: family, FULL: family, POSTSCRIPT: postscript}
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].setName(names[record.nameID], *_key(record))
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [postscript]
        table[0].FullName = table[0].FamilyName = family


def _key(record: object) -> tuple[int, int, int, int]:
    return record.nameID, record.platformID, record.platEncID, record.langID  # type: ignore[attr-defined]


def unpack(packages: Path, package: str, into: Path) -> Path:
    """Unpack a downloaded Debian package, once."""
    folder = into / package
    if not folder.exists():
        folder.mkdir()
        archive = next(packages.glob(f"{package}_*.deb"))
        subprocess.run(["dpkg", "-x", str(archive), str(folder)], check=True)  # noqa: S607
    return folder


def find_font(folder: Path, stem: str) -> Path:
    """The font file of a package by its name without suffix."""
    found = [path for path in folder.rglob(f"{stem}.[ot]tf") if path.is_file() and not path.is_symlink()]
    return sorted(found)[0]


def readme(rows: list[str]) -> str:
    """The table that says which font is whose."""
    return "\n".join(
        [
            "# Fonts of the built-in street digits",
            "",
            "Each file holds the ten digits of an openly licensed font, without hints and under a name of our own",
            "(the SIL Open Font License lets a modified font not keep its reserved name). Made by",
            "`packaging/subset_fonts.py` from Debian's packages; `licences/` holds each package's copyright file as",
            "Debian publishes it, with the authors and the licence text, and the text of the Apache License 2.0. The",
            "statements about the GNU GPL in those files concern the Debian packaging or parts of the packages that",
            "are not here.",
            "",
            "| file | made from | Debian package | licence | text |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main(packages: Path) -> None:
    """Rewrite resources/fonts from the packages in a folder."""
    shutil.rmtree(FONTS, ignore_errors=True)
    (FONTS / "licences").mkdir(parents=True)
    shutil.copyfile(APACHE, FONTS / "licences" / "Apache-2.0.txt")
    rows, numbers = [], dict.fromkeys((source.style for source in SOURCES), 0)
    with tempfile.TemporaryDirectory() as scratch:
        for source in SOURCES:
            numbers[source.style] += 1
            folder = unpack(packages, source.package, Path(scratch))
            original = find_font(folder, source.stem)
            target = FONTS / f"{source.style}-{numbers[source.style]:02}{original.suffix}"
            subset_to_digits(original, target, f"Street Digits {source.style.title()} {numbers[source.style]:02}")
            licence = FONTS / "licences" / f"{source.package}.txt"
            shutil.copyfile(folder / "usr/share/doc" / source.package / "copyright", licence)
            row = (target.name, source.stem, source.package, source.licence, f"licences/{licence.name}")
            rows.append(f"| {' | '.join(row)} |")
    (FONTS / "README.md").write_text(readme(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
