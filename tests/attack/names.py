"""Names under attack: inputs made to be matched wrongly, and an oracle that says what each of them may mean.

The oracle reads the YAML itself and shares no line with the resolver: it builds no index of written forms, but takes
a text apart from its beginning. Run as a program it asks the whole corpus and prints what came of it.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from probiocheck.ask import Desk

DATA = Path(__file__).parents[2] / "data"
SEED = 20_260
LONGEST = 200
CONNECTIVE = {"strain", "subsp", "ssp", "subspecies", "var", "variety"}
# Signs that are no letters, and marks that are not seen and change nothing.
UNSEEN = set("®™©℠\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
APOSTROPHE = set("’‘ʼ`´′'")


# --- the oracle --------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """Return a text without case, accents and unseen marks; nothing where it holds what no name holds."""
    if len(text) > LONGEST:
        return ""
    seen = "".join("'" if char in APOSTROPHE else char for char in text if char not in UNSEEN)
    seen = unicodedata.normalize("NFKC", seen)
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") and char not in "\t\n\r\v\f" for char in seen):
        # The separators of records (U+001C and so on) and U+0085 are white space, too.
        seen = "".join(" " if char in "\x1c\x1d\x1e\x1f\x85" else char for char in seen)
        if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") and char not in "\t\n\r\v\f" for char in seen):
            return ""
    if "\ufffd" in seen:
        return ""
    return "".join(char for char in unicodedata.normalize("NFKD", seen.casefold()) if not unicodedata.combining(char))


def parts(text: str) -> list[str]:
    """Return the words of an organism's name: letters and digits, and a point between digits."""
    text = bare(text)
    kept = []
    for place, char in enumerate(text):
        around = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        between = char == "." and all(one.isdecimal() for one in around)
        kept.append(char if char.isalnum() or between else " ")
    return [word for word in "".join(kept).split() if word not in CONNECTIVE]


def squeezed(text: str) -> str:
    """Return the letters and digits of an organism's name."""
    return "".join(parts(text))


class Piece(NamedTuple):
    """A name that a strain bears, and whether it was seen in a source."""

    letters: str
    checked: bool


class Oracle:
    """Says which records a text may mean, from the YAML alone."""

    def __init__(self, data: Path = DATA) -> None:
        self.strains = _read(data / "strains.yaml")
        self.products: list[dict[str, Any]] = _read(data / "products.yaml")["products"]
        self.conditions = _read(data / "conditions.yaml")
        self.short: dict[str, list[str]] = {}
        for one in self.strains["genus_abbreviations"]:
            self.short.setdefault(one["genus"], []).extend(one["written"])
        self._organisms()
        self._diseases()

    # --- organisms ---

    def _organisms(self) -> None:
        self.species = {one["id"]: one for one in self.strains["species"]}
        # Letters → record → how firmly it is so named: 0 listed, 1 by a rule of names, 2 listed but not checked.
        self.whole: dict[str, dict[str, int]] = {}
        self.species_named: dict[str, dict[str, int]] = {}
        self.genus_of: dict[str, set[str]] = {}
        for one in self.species.values():
            for name, rank in self._species_names(one):
                self._call_species(name, one["id"], rank)
            for name in one.get("unverified_names", []):
                self._call_species(name, one["id"], 2)
            for name in [one["name"], *one.get("former_names", [])]:
                if " " in name:
                    self.genus_of.setdefault(squeezed(name.split()[0]), set()).add(one["id"])
        self._called_products()
        self.numbers: dict[str, list[Piece]] = {}
        self.alone: dict[str, list[Piece]] = {}
        self.lineage: dict[str, set[str]] = {}
        for one in self.strains["strains"]:
            self._strain(one)
        self._several_strains()
        self.borne = {piece.letters for pieces in self.numbers.values() for piece in pieces}
        self.units = {squeezed(one) for one in self.strains["not_designations"]}

    def _called_products(self) -> None:
        self.component: dict[str, str] = {}
        for one in self.products:
            if len(one["components"]) == 1:
                self.component[one["id"]] = one["components"][0]
            for name in [one["id"], one["name"], *one.get("other_names", [])]:
                self._call(name, one["id"], 0)
            for name in one.get("unverified_names", []):
                self._call(name, one["id"], 2)
        self.product_ids = {one["id"] for one in self.products}

    def _several_strains(self) -> None:
        self.declared = {
            squeezed(one["term"]): set(one["candidates"]) for one in self.strains.get("ambiguous_names", [])
        }
        for letters, candidates in self.declared.items():
            for one in candidates:
                # What is declared to mean several is as firmly the one as the other.
                self.whole.setdefault(letters, {})[one] = 0
                self.numbers[one].append(Piece(letters, checked=True))
                self.alone[one].append(Piece(letters, checked=True))

    def _call(self, name: str, record: str, rank: int) -> None:
        known = self.whole.setdefault(squeezed(name), {})
        known[record] = min(rank, known.get(record, rank))

    def _call_species(self, name: str, record: str, rank: int) -> None:
        self._call(name, record, rank)
        self.species_named.setdefault(squeezed(name), {})[record] = self.whole[squeezed(name)][record]

    def _shortened(self, name: str, *, initial: bool) -> Iterator[str]:
        genus, _, rest = name.partition(" ")
        if re.fullmatch(r"[A-Z][a-z]+", genus) and rest[:1].islower():
            for one in [*([genus[0]] if initial else []), *self.short.get(genus, [])]:
                yield f"{one} {rest}"

    def _species_names(self, one: dict[str, Any]) -> Iterator[tuple[str, int]]:
        """Yield every name of a species, and 0 for the listed ones.

        The initial of a genus that the species has left is none of its names, unless it is listed.
        """
        former = one.get("former_names", [])
        yield one["id"], 0
        for name in [one["name"], *former, *one.get("other_names", [])]:
            yield name, 0
            yield from ((short, 1) for short in self._shortened(name, initial=name not in former))
        if one.get("rank", "species") == "species":
            # ICNP rule 46: the subspecies with the type repeats the epithet, and belongs to its species.
            for name in [one["name"], *former]:
                full = f"{name} {name.split()[-1]}"
                yield full, 1
                yield from ((short, 1) for short in self._shortened(full, initial=name == one["name"]))

    def _strain(self, one: dict[str, Any]) -> None:
        above, step = set(), one["species"]
        while step:
            above.add(step)
            step = self.species[step].get("within")
        self.lineage[one["id"]] = above
        names = [one["id"], *one.get("other_names", []), *one.get("former_names", [])]
        for name in names:
            self._call(name, one["id"], 0)
            for short in self._shortened(name, initial=True):
                self._call(short, one["id"], 1)
        checked = [one["designation"], *one.get("deposit_numbers", []), *one.get("other_names", [])]
        memory = [*one.get("unverified_deposit_numbers", []), *one.get("unverified_names", [])]
        numbers = [Piece(squeezed(name), checked=True) for name in checked]
        numbers += [Piece(squeezed(name), checked=False) for name in memory]
        own = {squeezed(name) for name in (one["designation"], *one.get("deposit_numbers", []))}
        self.numbers[one["id"]] = numbers
        self.alone[one["id"]] = [Piece(squeezed(name), checked=True) for name in names]
        for piece in numbers:
            if _distinctive(piece.letters):
                self.alone[one["id"]].append(piece)
                # A word such as a surname is a weaker name of a strain than of a product called by it.
                firm = 0 if piece.letters in own and not piece.letters.isalpha() else 1
                self._call(piece.letters, one["id"], firm if piece.checked else 2)

    def organism(self, text: str) -> dict[str, int]:
        """Return the records that a text may mean, with how firmly; only the lowest number counts."""
        letters = squeezed(text)
        if not letters or letters.isdigit():
            return {}
        found = dict(self.whole.get(letters, {}))
        # A name of its species first, or its genus in full, and then nothing but its own designations.
        for cut in range(1, len(letters)):
            species = self.species_named.get(letters[:cut], {}).keys()
            genus = self.genus_of.get(letters[:cut], set())
            if species or genus:
                for strain, above in self.lineage.items():
                    pieces = self.numbers[strain] if species & above else self.alone[strain] if genus & above else []
                    self._add(found, strain, letters[cut:], pieces)
        # Several distinctive names of one strain, one behind the other.
        for strain, pieces in self.alone.items():
            self._add(found, strain, letters, pieces)
        return found

    @staticmethod
    def _add(found: dict[str, int], strain: str, letters: str, pieces: Sequence[Piece]) -> None:
        for rank, usable in ((1, [one for one in pieces if one.checked]), (2, pieces)):
            if _consists(letters, {one.letters for one in usable}):
                found[strain] = min(rank, found.get(strain, rank))
                return

    def only(self, found: dict[str, int]) -> set[str]:
        """Return the records that are the firmest, where a product of one strain and that strain are one."""
        firmest = {one for one, rank in found.items() if rank == min(found.values())}
        return {one for one in firmest if self.component.get(one) not in firmest}

    def as_species(self, text: str, record: str) -> bool:
        """Return whether a text may be a species followed by a strain that is not listed."""
        words = parts(text)
        if "strain_required" in self.species[record] or self.organism(text):
            return False
        for cut in range(len(words) - 1, 0, -1):
            named = self.species_named.get("".join(words[:cut]))
            if named:
                # B. longum subsp. longum is a record of its own before it is B. longum by rule 46.
                firmest = {one for one, rank in named.items() if rank == min(named.values())}
                rest = words[cut:]
                like = len(rest) <= 3 and not set(rest) & self.units and "".join(rest) not in self.borne
                # The longest name counts: L. casei subsp. rhamnosus is no L. casei.
                return firmest == {record} and like
        return False

    def may_be_shown(self, text: str, record: str) -> bool:
        """Return whether a text holds a name of a record, so that it may stand among candidates."""
        words = parts(text)
        runs = {"".join(words[one:other]) for one, other in itertools.combinations(range(len(words) + 1), 2)}
        held = set().union(*(self.whole.get(one, {}).keys() | self.declared.get(one, set()) for one in runs))
        if record in held or record in self.organism(text):
            return True
        return any(one.letters in runs for one in self.numbers.get(record, []))

    # --- conditions ---

    def _diseases(self) -> None:
        self.spelling = [(one["written"], one["read_as"]) for one in self.conditions["spelling"]]
        self.disease: dict[str, set[str]] = {}
        self.several: dict[str, set[str]] = {}
        self.icd10: dict[str, set[str]] = {}
        self.codes: dict[tuple[str, str], set[str]] = {}
        for one in self.conditions["conditions"]:
            record = one["id"]
            names = [record.replace("-", " "), one["name"], *one.get("abbreviations", []), *one.get("synonyms", [])]
            names += [*one.get("unconfirmed_synonyms", []), one.get("mondo_label", ""), one.get("mesh_label", "")]
            for letters in {form for name in names for form in self.read(name)}:
                self.disease.setdefault(letters, set()).add(record)
            self._coded_as(one)
        for one in self.conditions["ambiguous_names"]:
            for letters in self.read(one["term"]):
                self.several[letters] = set(one["candidates"])
        self.no_disease = set()
        for one in self.conditions["lookalikes"]:
            self.no_disease |= {form for name in [one["name"], *one.get("synonyms", [])] for form in self.read(name)}
            for code in one.get("icd10cm", []):
                self.icd10.setdefault(code.replace(".", "").lower(), set())

    def _coded_as(self, one: dict[str, Any]) -> None:
        record = one["id"]
        for code in [*one.get("icd10cm", []), *one.get("icd10who_extra", [])]:
            self.icd10.setdefault(code.replace(".", "").lower(), set()).add(record)
        # An excluded code means no record at all.
        for code in one.get("icd10cm_exclude", []):
            self.icd10.setdefault(code.replace(".", "").lower(), set())
        mesh = [f"mesh:{one['mesh']}"] if "mesh" in one else []
        prefixed = [one.get("mondo"), one.get("doid"), *one.get("also_ids", []), *mesh]
        for code in [*filter(None, prefixed), *(f"orphanet:{number}" for number in one.get("orphanet", []))]:
            vocabulary, _, number = code.lower().partition(":")
            if number and vocabulary in {"mondo", "doid", "mesh", "orphanet", "orpha"}:
                vocabulary = vocabulary.replace("orphanet", "orpha")
                self.codes.setdefault((vocabulary, number), set()).add(record)
        if one.get("icd11", {}).get("mms"):
            self.codes.setdefault(("icd11", one["icd11"]["mms"].lower()), set()).add(record)

    def read(self, name: str) -> set[str]:
        """Return the letters of a disease's name, with its possessive and without."""
        without_s = re.sub(r"'s(?![^\W_])", "", bare(name))
        return {self._respelt(one) for one in (without_s, bare(name))} - {""}

    def _respelt(self, name: str) -> str:
        found = []
        for word in re.split(r"[\W_]+", name.replace("'", "")):
            respelt = word
            for written, read_as in self.spelling:
                respelt = respelt.replace(written, read_as)
            found.append(respelt)
        return "".join(found)

    def condition(self, text: str) -> set[str]:
        """Return the conditions that a text may mean; it is certain where there is one."""
        found = self._condition(text)
        if found or not text.rstrip().endswith(")"):
            return found
        # A name and, in brackets, an abbreviation or a code: both must mean the same.
        name, bracket, rest = text.rstrip()[:-1].partition("(")
        both = self._condition(name), self._condition(rest)
        return both[0] if bracket and both[0] == both[1] and len(both[0]) == 1 else set()

    def _condition(self, text: str) -> set[str]:
        forms = self.read(text)
        for form in forms & self.several.keys():
            return self.several[form]
        if forms & self.no_disease:
            return set()
        named: set[str] = set().union(*(self.disease.get(form, set()) for form in forms))
        return named or self._coded(bare(text).strip())

    def _coded(self, text: str) -> set[str]:
        if match := re.fullmatch(r"(mondo|doid|mesh|orpha|orphanet)[\s:_-]*([cd]?\d+)", text):
            return self.codes.get((match[1].replace("orphanet", "orpha"), match[2]), set())
        if re.fullmatch(r"[cd]\d{6,9}", text):
            return self.codes.get(("mesh", text), set())
        for start in ("icd-10-cm", "icd10cm", "icd-10", "icd10", "icd 10 cm", "icd 10", "icd-11", "icd 11", "icd11"):
            if text.startswith(start):
                text = text.removeprefix(start).strip(" \t\n\r:")
                break
        if re.fullmatch(r"[a-z]\d[a-z\d](\.?[a-z\d]{1,4})?", text):
            code = text.replace(".", "")
            listed = [code[:length] for length in range(len(code), 2, -1) if code[:length] in self.icd10]
            return self.icd10[listed[0]] if listed else set()
        # ICD-11 hangs what is more special behind a point: FA20.0 is a rheumatoid arthritis as FA20 is.
        if re.fullmatch(r"[\da-z]{4}(\.[\da-z]{1,3})?", text):
            return self.codes.get(("icd11", text)) or self.codes.get(("icd11", text[:4]), set())
        return set()

    # --- judging ---

    def objection(self, what: str, text: str, answer: Any) -> str | None:
        """Return what is wrong with an answer of the resolver, or ``None``."""
        record, candidates = getattr(answer, "id", None), [one.id for one in getattr(answer, "candidates", [])]
        if what == "condition":
            diseases = self.condition(text)
            if record is not None and diseases != {record}:
                return f"resolved to {record}, may mean {sorted(diseases)}"
            return _strangers(one for one in candidates if one not in diseases)
        if record is None:
            return _strangers(one for one in candidates if not self.may_be_shown(text, one))
        if answer.strain_unlisted:
            return None if self.as_species(text, record) else f"is no unlisted strain of {record}"
        found = self.organism(text)
        if what == "product":
            found = {one: rank for one, rank in found.items() if one in self.product_ids}
        return None if self.only(found) == {record} else f"resolved to {record}, may mean {sorted(found.items())}"


def _strangers(ids: Iterable[str]) -> str | None:
    strangers = sorted(ids)
    return f"shows {strangers}, which the text does not name" if strangers else None


def _distinctive(letters: str) -> bool:
    digit, letter = (any(test(char) for char in letters) for test in (str.isdigit, str.isalpha))
    return (len(letters) >= 3 and digit and letter) or (len(letters) >= 4 and letters.isalpha())


def _consists(letters: str, pieces: set[str]) -> bool:
    """Return whether letters are pieces one behind the other."""
    reached = {0}
    for place in range(len(letters)):
        if place in reached:
            reached |= {place + len(one) for one in pieces if one and letters.startswith(one, place)}
    return len(letters) in reached


def _read(path: Path) -> Any:
    # Everything stays the text that it is: strain 01 is not number 1.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - it makes nothing but text


# --- the corpus --------------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """One input: what kind of attack it is, and as what it is asked."""

    kind: str
    what: str
    text: str


def _listed(text: str, between: str | None = None) -> list[str]:
    return [one.strip() for one in text.replace("\n", " ").split(between)]


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.,'/#()"
ALIKE = dict(zip("aceopxyijshABCEHIKMNOPTXYZlv", "асеорхуіјѕһАВСЕНІКМΝОРТХΥΖӏν", strict=True))
LIGATURES = {"fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ", "st": "ﬆ", "ae": "æ", "oe": "œ", "ss": "ß", "lj": "ǉ", "ij": "ĳ"}
UNSEEN_OR_WORSE = [*sorted(UNSEEN), *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u180e\u2061\ufe0f"]
UNSEEN_OR_WORSE += [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x85",
    "\u2028",
    "\ud800",
    "\udc80",
    "\udfff",
    "\ufffd",
    "\ue000",
]
UNSEEN_OR_WORSE += [
    "\U000e0041",
    "\u0301",
    "\u0336",
    "\u20dd",
    "\u3164",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\ufff9",
    "\u0085",
]
GENERA = _listed("""Staphylococcus Salmonella Listeria Clostridioides Pseudomonas Klebsiella Campylobacter Helicobacter Vibrio
Shigella Yersinia Candida Aspergillus Cryptococcus Penicillium Fusarium Malassezia Trichophyton Corynebacterium
Mycobacterium Neisseria Haemophilus Bordetella Brucella Legionella Serratia Proteus Citrobacter Enterobacter Morganella
Acinetobacter Stenotrophomonas Burkholderia Nocardia Actinomyces Prevotella Porphyromonas Fusobacterium Veillonella
Eggerthella Alistipes Sutterella Desulfovibrio Oscillibacter Dialister Megasphaera Weissella Carnobacterium Gemella
Paenibacillus Geobacillus Sporolactobacillus Lactosphaera Oenococcus Tetragenococcus Kocuria Micrococcus Rothia
Cronobacter Pantoea Erwinia Xanthomonas Rhizobium Agrobacterium Zymomonas Gluconobacter Acetobacter Komagataeibacter
Pichia Debaryomyces Yarrowia Rhodotorula Hanseniaspora Torulaspora Schizosaccharomyces Brettanomyces Treponema Borrelia
Leptospira Chlamydia Rickettsia Coxiella Bartonella Gardnerella Mobiluncus Mycoplasma Ureaplasma""")
EPITHETS = _listed("""aureus epidermidis enterica monocytogenes difficile perfringens botulinum tetani aeruginosa pneumoniae
jejuni pylori cholerae dysenteriae albicans tropicalis fumigatus niger neoformans anthracis cereus pumilus megaterium
pyogenes agalactiae mutans sanguinis mitis suis equi gallolyticus bovis durans hirae casseliflavus gallinarum dentium
thermophilum pseudocatenulatum angulatum gallicum ruminantium amylovorus jensenii iners vaginalis mucosae oris buchneri
hilgardii parabuchneri sanfranciscensis curvatus graminis pentosus paraplantarum parafarraginis zeae garvieae raffinolactis
piscium damnosus parvulus citreum gelidum carnosum fragilis vulgatus ovatus granulosum avidum jensenii thoenii nodosum
typhimurium sonnei flexneri freundii marcescens mirabilis vulgaris maltophilia baumannii cepacia tuberculosis""")
DISEASES = _listed(
    """asthma;tuberculosis;hypertension;breast cancer;lung cancer;leukaemia;malaria;influenza;COVID-19;pneumonia;
sepsis;stroke;migraine;epilepsy;Parkinson disease;Alzheimer disease;Huntington disease;Down syndrome;cystic fibrosis;
diverticulitis;appendicitis;haemorrhoids;peptic ulcer;gastritis;GERD;infectious colitis;ischaemic colitis;
pseudomembranous colitis;Crohn;colitis;diabetes;lupus vulgaris;lupus pernio;rheumatic fever;rheumatism;arthrosis;
ankylosis;spondylolysis;scleritis;sclerosis;amyotrophic lateral sclerosis;tuberous sclerosis;atherosclerosis;multiple
myeloma;multiple system atrophy;acne;rosacea;tinea;scabies;herpes zoster;pityriasis;seborrhoea;dermatitis;hepatitis B;
hepatitis C;alcoholic hepatitis;cirrhosis;Gilbert syndrome;Graves;goitre;thyroid cancer;Cushing disease;Addison;
anaemia;iron deficiency;sickle cell disease;haemophilia;thalassaemia;nephritis;kidney stones;uveitis;cataract;glaucoma;
fibromyalgia;gout;osteoarthritis;septic arthritis;Lyme disease;Marfan syndrome;Ehlers-Danlos syndrome;
irritable bowel syndrome;lactose intolerance;wheat allergy;type 2 diabetes;MODY;gestational diabetes;not rheumatoid
arthritis;no Crohn disease;rheumatoid nodule;family history of lupus;risk of type 1 diabetes""",
    ";",
)
DRUGS = _listed("""methotrexate adalimumab infliximab prednisolone azathioprine ibuprofen paracetamol aspirin metformin insulin
omeprazole amoxicillin vancomycin fluconazole nystatin rituximab tofacitinib ustekinumab mesalazine sulfasalazine
levothyroxine warfarin heparin morphine cetirizine loratadine salbutamol simvastatin lisinopril amlodipine""")
FOODS = _listed(
    """yogurt;kefir;sauerkraut;kimchi;miso;tempeh;kombucha;natto;cheese;milk;buttermilk;sourdough;garlic;honey;
inulin;psyllium;vitamin D;zinc;fish oil;turmeric;aloe vera;oat bran;rice;bread;beer;wine;apple;banana;water;soya;probiotic;
probiotics;bacteria;yeast;lactic acid bacteria;lactobacilli;bifidobacteria;Lactobacillus;Bifidobacterium;Bacillus;
Streptococcus;Saccharomyces;L.;B.;S.;L. sp.;Lactobacillus spp.;strain;subsp.;var.;unknown;none;n/a;null;nan;0;-;?;test;
LP;LA;LR;BL;ST""",
    ";",
)
OTHER = {"mondo": "doid", "doid": "mondo", "mesh": "orpha", "orpha": "mesh"}
AROUND = [
    "not {}",
    "no {}",
    "{}-free",
    "without {}",
    "{} like",
    "anti-{}",
    "{} lysate",
    "{} vaccine",
    "{} or water",
    "{}?",
]
AROUND += [
    "heat-killed {}",
    "{} 10 mg",
    "{} 5 billion CFU",
    "{} and others",
    "pseudo{}",
    "{}oides",
    "{} {}",
    "{}, {}",
    "un{}",
]


def one_edit(text: str, chance: random.Random) -> str:
    """Return a text with one slip of the pen."""
    place = chance.randrange(len(text) + 1)
    left, right = text[:place], text[place:]
    match chance.randrange(6):
        case 0:
            return left + chance.choice(LETTERS) + right
        case 1:
            return left + right[1:]
        case 2:
            return left + chance.choice(LETTERS) + right[1:]
        case 3:
            return left + right[1:2] + right[:1] + right[2:]
        case 4:
            return left + right[:1] + right
        case _:
            return left + right[:1].swapcase() + right[1:]


class Corpus:
    """Makes the inputs: the same ones every time."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.chance = random.Random(SEED)  # noqa: S311 - slips of the pen are no secret
        listed = oracle.strains
        fields: tuple[str, ...] = ("name", "former_names", "other_names", "unverified_names")
        self.species = sorted({name for one in listed["species"] for field in fields for name in _all(one, field)})
        fields = ("designation", "deposit_numbers", "other_names", "unverified_deposit_numbers", "unverified_names")
        self.numbers = sorted({name for one in listed["strains"] for field in fields for name in _all(one, field)})
        self.numbers += [one["term"] for one in listed["ambiguous_names"]]
        self.full = [
            f"{oracle.species[one['species']]['name']} {number}"
            for one in listed["strains"]
            for number in [one["designation"], *one.get("deposit_numbers", [])]
        ]
        self.products = sorted(
            {
                name
                for one in oracle.products
                for field in ("name", "other_names", "unverified_names")
                for name in _all(one, field)
            }
        )
        fields = ("name", "abbreviations", "synonyms", "unconfirmed_synonyms", "mondo_label", "mesh_label")
        named = oracle.conditions
        self.diseases = sorted({name for one in named["conditions"] for field in fields for name in _all(one, field)})
        self.diseases += [one["term"] for one in named["ambiguous_names"]]
        self.lookalikes = [name for one in named["lookalikes"] for name in [one["name"], *one.get("synonyms", [])]]
        self.ids = [one["id"] for part in ("species", "strains") for one in listed[part]]
        self.ids += [one["id"] for one in [*oracle.products, *named["conditions"]]]

    def __iter__(self) -> Iterator[Asked]:
        """Yield every input, kind by kind."""
        yield from self.special()
        yield from self._as_listed()
        yield from self._edited()
        yield from self._initials()
        yield from self._crossed()
        yield from self._icd10()
        yield from self._other_codes()
        yield from self._strangers()
        yield from self._letters()

    def special(self) -> Iterator[Asked]:
        """Yield what is no name at all, or no text that anybody would write."""
        texts = [
            "",
            " ",
            "\t\n",
            "\u00a0",
            "-",
            "()",
            "(",
            ")",
            "'",
            "''s",
            ".",
            "...",
            "#",
            "®",
            "\u200b",
            "\x00",
            "\ud800",
        ]
        texts += [
            "\udc80LGG",
            "LGG\udfff",
            "LGG\ufffd",
            "LGG\x00",
            "RA\x00",
            "VSL#3\x00",
            "0",
            "01",
            "299",
            "35624",
            "1" * 200,
        ]
        texts += ["x" * 1_000_000, "LGG " * 250_000, " " * 1_000_000, "(" * 1_000_000, "RA" + " " * 1_000_000]
        texts += [
            "a" * 200,
            "a" * 201,
            "\u0301" * 200,
            "a" + "\u0301" * 199,
            "\ufdfa" * 200,
            "ﷺ(ﷺ)" * 40,
            "½" * 200,
            "ß" * 200,
        ]
        texts += [
            "1." * 100,
            "." * 200,
            "'s" * 100,
            "ae" * 100,
            "icd10" * 40,
            "mondo:" + "9" * 190,
            "M05" + " " * 190 + ".9",
        ]
        texts += [
            "M05-M14",
            "M05/M06",
            "M05.9\n",
            "M05..9",
            "M059",
            "M05.",
            ".M05",
            "M 05",
            "M05 9",
            "٣٥٦٢٤",
            "M٠٥",
            "Ｍ０５．９",
        ]
        # Designations that can be cut in several ways, and words without end.
        for word in ("GG", "1", "01", "La1 01", "LGG", "ATCC 53103", "DSM", "a", "Lactobacillus", "299 v", "LA 5"):
            for before in ("", "L. rhamnosus ", "L. johnsonii ", "L. lactis ", "E. coli "):
                for after in ("", " x", " X1", " )"):
                    for times in (9, 38 // len(word.split()), 60):
                        texts.append((before + " ".join([word] * times))[: 199 - len(after)] + after)
        for word in ("arthritis", "rheumatoid", "disease", "RA", "M05"):
            texts += [(word + " ") * (199 // (len(word) + 1)), f"{word} (" * 20 + ")" * 20, f"{word}({word})"]
        texts += [f"Lactobacillus rhamnosus {'A1' * length}" for length in range(1, 88)]
        texts += [one for names in self._names_of_each() for one in names]
        yield from (Asked("special", what, text) for text in texts for what in ("strain", "product", "condition"))

    def _names_of_each(self) -> Iterator[list[str]]:
        """Yield the species and all the names of a strain in a row."""
        for one in self.oracle.strains["strains"]:
            numbers = [one["designation"], *one.get("deposit_numbers", []), *one.get("other_names", [])]
            name = self.oracle.species[one["species"]]["name"]
            yield [
                " ".join([name, *numbers]),
                ", ".join([name, *reversed(numbers)]),
                f"{name} ({' = '.join(numbers)})",
            ]

    def _as_listed(self) -> Iterator[Asked]:
        every = [
            *self.species,
            *self.numbers,
            *self.full,
            *self.products,
            *self.diseases,
            *self.lookalikes,
            *self.ids,
        ]
        every += [name.upper() for name in every] + [name.lower() for name in every]
        yield from (Asked("as listed", what, text) for text in every for what in ("strain", "product"))
        every = [*self.diseases, *self.lookalikes, *(name.upper() for name in self.diseases), *self.ids]
        yield from (
            Asked("as listed", "condition", text) for text in [*every, *self.numbers[::4], *self.species[::4]]
        )
        for around in AROUND:
            for text in self.numbers[::2] + self.species[::2]:
                yield Asked("in a sentence", "strain", around.format(text, text))
            for text in self.chance.sample(self.diseases, 200):
                yield Asked("in a sentence", "condition", around.format(text, text))

    def _edited(self) -> Iterator[Asked]:
        for what, names, ones, twos in (
            ("strain", self.numbers, 22, 14),
            ("strain", self.species, 10, 8),
            ("strain", self.full, 6, 5),
            ("strain", self.products, 8, 6),
            ("product", self.products, 30, 20),
            ("condition", [*self.diseases, *self.lookalikes], 8, 6),
        ):
            for text in names:
                for _ in range(ones):
                    yield Asked("one edit", what, one_edit(text, self.chance))
                for _ in range(twos):
                    yield Asked("two edits", what, one_edit(one_edit(text, self.chance), self.chance))

    def _initials(self) -> Iterator[Asked]:
        """Yield designations behind a letter or a shortened genus: L-299 is no name of L. plantarum 299."""
        before = [*"ABCDEHKLPSTW", *sorted({one for short in self.oracle.short.values() for one in short})]
        for text in self.numbers:
            for one in before:
                yield Asked("initial and designation", "strain", f"{one}{self.chance.choice(('', '-', '. '))}{text}")
        genera = sorted({name.split()[0] for name in self.species})
        for text in self.chance.sample(self.numbers, 250):
            yield from (Asked("genus and designation", "strain", f"{one} {text}") for one in genera)
        yield from (
            Asked("genus and designation", "strain", f"{one} {text['term']}")
            for one in genera
            for text in self.oracle.strains["ambiguous_names"]
        )

    def _crossed(self) -> Iterator[Asked]:
        """Yield a species with the strain of another, and epithets behind the wrong genus."""
        for name in self.species:
            for text in self.chance.sample(self.numbers, 25):
                yield Asked("crossed", "strain", f"{name} {text}")
            for text in self.chance.sample(self.numbers, 3):
                yield Asked("crossed", "strain", f"{text} {name}")
        for one, other in itertools.product(self.chance.sample(self.numbers, 60), repeat=2):
            yield Asked("crossed", "strain", f"{one} {other}")
        epithets = sorted({name.split()[-1] for name in self.species if " " in name})
        genera = sorted({name.split()[0] for name in self.species})
        for one, other in itertools.product([*genera, *"ABCEHLPS"], epithets):
            if self.chance.random() < 0.4:
                yield Asked("crossed", "strain", f"{one} {other}" if len(one) > 1 else f"{one}. {other}")
        for one in self.diseases:
            for other in self.chance.sample([*self.diseases, *sorted(self.oracle.icd10)], 4):
                yield Asked("crossed", "condition", f"{one} ({other})")

    def _icd10(self) -> Iterator[Asked]:
        """Yield every category, what is below it, and closely what is around the listed codes."""
        ours = {code[:3] for code in self.oracle.icd10}
        near = {
            f"{code[0]}{int(code[1]) + step}{code[2]}"
            for code in ours
            for step in (-1, 1)
            if 0 <= int(code[1]) + step < 10
        }
        near |= {
            f"{code[:2]}{int(code[2]) + step}"
            for code in ours
            if code[2].isdigit()
            for step in (-1, 1)
            if 0 <= int(code[2]) + step < 10
        }
        every = [f"{letter}{number:02}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for number in range(100)]
        for category in sorted({*every, *(code.upper() for code in ours | near)}):
            yield Asked("ICD-10", "condition", category)
            for one in "0123456789":
                yield Asked("ICD-10", "condition", f"{category}.{one}")
            if category.lower() in ours:
                for one, other in itertools.product("0123456789", "0123456789AX"):
                    yield Asked("ICD-10", "condition", f"{category}.{one}{other}")
                yield from (Asked("ICD-10", "condition", f"{category}{one}") for one in "0123456789AXZ-+*")
        for code in sorted(self.oracle.icd10):
            dotted = f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
            for tail in ("", "0", "1", "2", "8", "9", "A", "x0", "00", "999", "9999"):
                for start in ("", "ICD-10 ", "icd10:", "ICD-10-CM: "):
                    yield Asked("ICD-10", "condition", start + dotted.upper() + tail)
                yield Asked("ICD-10", "condition", code + tail)
            for tail in ("99999", "-", ".", "*", "+", "†", "!", " G", "/M06"):
                yield Asked("ICD-10", "condition", dotted.upper() + tail)
            yield Asked(
                "ICD-10", "condition", self.chance.choice(("ICD-9 ", "ICD-11 ", "x", "DSM-5 ", "ICD ")) + dotted
            )
            for _ in range(8):
                yield Asked("ICD-10", "condition", one_edit(code.upper(), self.chance))

    def _other_codes(self) -> Iterator[Asked]:
        for vocabulary, number in sorted(self.oracle.codes):
            for start in (vocabulary, OTHER.get(vocabulary, "")):
                text = f"{start}:{number}" if vocabulary != "icd11" else number
                yield Asked("other codes", "condition", text)
                for _ in range(12):
                    yield Asked("other codes", "condition", one_edit(text.upper(), self.chance))
            for step in (-1, 1, 10, 100):
                if number.isdigit():
                    yield Asked("other codes", "condition", f"{vocabulary}:{int(number) + step:0{len(number)}}")

    def _strangers(self) -> Iterator[Asked]:
        for genus, epithet in itertools.product(GENERA, EPITHETS):
            draw = self.chance.random()
            if draw < 0.45:
                yield Asked("other organisms", "strain", f"{genus} {epithet}")
            elif draw < 0.6:
                yield Asked("other organisms", "strain", f"{genus[0]}. {epithet} {self.chance.choice(self.numbers)}")
            elif draw < 0.65:
                yield Asked("other organisms", "strain", f"{genus} {epithet} {self.chance.choice(self.numbers)}")
        ours = sorted({name.split()[0] for name in self.species})
        for genus, epithet in itertools.product(ours, EPITHETS):
            yield Asked("other organisms", "strain", f"{genus} {epithet}")
        for genus, epithet in itertools.product("ABCEHLPS", EPITHETS):
            yield Asked("other organisms", "strain", f"{genus}. {epithet}")
        for kind, texts in (("diseases", DISEASES), ("drugs", DRUGS), ("foods", FOODS)):
            for text in texts:
                for one in (
                    text.strip(),
                    text.strip().upper(),
                    one_edit(text, self.chance),
                    one_edit(text, self.chance),
                ):
                    yield from (Asked(f"other {kind}", what, one) for what in ("strain", "product", "condition"))

    def _letters(self) -> Iterator[Asked]:
        """Yield names in letters that look like theirs, and with marks that are not seen."""
        asked: list[tuple[str, list[str]]] = [
            ("strain", [*self.numbers, *self.species]),
            ("product", self.products),
            ("condition", self.diseases),
        ]
        for what, names in asked:
            for text in names:
                places = [place for place, char in enumerate(text) if char in ALIKE]
                for place in self.chance.sample(places, min(3, len(places))):
                    yield Asked("look-alikes", what, text[:place] + ALIKE[text[place]] + text[place + 1 :])
                yield Asked("look-alikes", what, "".join(ALIKE.get(char, char) for char in text))
                wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
                marked = "".join(char + self.chance.choice(("\u0301", "\u0308", "")) for char in text)
                joined = text
                for plain, ligature in LIGATURES.items():
                    joined = joined.replace(plain, ligature)
                sub = text.translate(str.maketrans("0123456789", "₀₁₂³⁴⁵⁶⁷⁸⁹"))
                yield from (Asked("look-alikes", what, one) for one in (wide, marked, joined, sub))
                for mark in self.chance.sample(UNSEEN_OR_WORSE, 5):
                    place = self.chance.randrange(len(text) + 1)
                    yield Asked("unseen marks", what, text[:place] + mark + text[place:])


def _all(record: dict[str, Any], field: str) -> list[str]:
    value = record.get(field, [])
    return [value] if isinstance(value, str) else list(value)


# --- the attack --------------------------------------------------------------------------------------------------


class Attack:
    """What came of the inputs, by kind."""

    def __init__(self, desk: Desk, oracle: Oracle) -> None:
        self.ask: dict[str, Callable[[str], Any]] = {
            what: getattr(desk.names, what) for what in ("strain", "product", "condition")
        }
        self.oracle = oracle
        self.counts: dict[str, Counter[str]] = {}
        self.slowest: dict[str, tuple[float, str, str]] = {}
        self.wrong: list[str] = []

    def run(self, corpus: Iterable[Asked]) -> None:
        """Ask every input, and hold every answer against the oracle."""
        for one in corpus:
            counts = self.counts.setdefault(one.kind, Counter())
            counts["tried"] += 1
            try:
                answer, taken = self._timed(one)
            except Exception as fault:  # noqa: BLE001 - whatever is raised is a crash
                counts["crashes"] += 1
                self.wrong.append(f"{one.kind}: {one.what} {one.text[:LONGEST]!r} raised {fault!r}")
                continue
            self.slowest[one.kind] = max(
                self.slowest.get(one.kind, (0.0, "", "")), (taken, one.what, one.text[:LONGEST])
            )
            counts[getattr(answer, "reason", "resolved")] += 1
            objection = self.oracle.objection(one.what, one.text, answer)
            if objection:
                counts["wrong"] += 1
                self.wrong.append(f"{one.kind}: {one.what} {one.text[:LONGEST]!r} {objection}")

    def _timed(self, one: Asked) -> tuple[Any, float]:
        """Ask, and again where it took long: the least of three is the time of the program."""
        times = []
        for _ in range(3):
            start = time.process_time()
            answer = self.ask[one.what](one.text)
            times.append(1000 * (time.process_time() - start))
            if times[-1] < 20:
                break
        return answer, min(times)

    def table(self) -> str:
        """Return the counts as a table."""
        columns = ("tried", "resolved", "ambiguous", "unknown", "wrong", "crashes")
        rows = [f"{'':26}" + "".join(f"{one:>11}" for one in columns) + f"{'slowest ms':>12}"]
        total: Counter[str] = Counter()
        for kind, counts in self.counts.items():
            total += counts
            slow = self.slowest.get(kind, (0.0, "", ""))
            rows.append(f"{kind:26}" + "".join(f"{counts[one]:11,}" for one in columns) + f"{slow[0]:12.1f}")
        slow = max(self.slowest.values())
        rows.append(f"{'all':26}" + "".join(f"{total[one]:11,}" for one in columns) + f"{slow[0]:12.1f}")
        return "\n".join([*rows, f"slowest: {slow[1]} {slow[2]!r}"])


def main() -> int:
    """Run the whole corpus; return 1 where anything was matched wrongly, crashed or took 50 ms and more."""
    import probiocheck

    oracle = Oracle()
    attack = Attack(probiocheck.load(DATA), oracle)
    attack.run(Corpus(oracle))
    sys.stdout.write("\n".join([*attack.wrong[:400], attack.table(), ""]).encode("utf-8", "replace").decode())
    return int(bool(attack.wrong) or max(attack.slowest.values())[0] >= 50)


if __name__ == "__main__":
    sys.exit(main())
