"""The words of the domain as types.

Everything a curator writes in ``data/`` is one of the records below, and the JSON Schemas in ``schema/`` are
generated from them; the assessment at the end is what every look-up returns. What a look-up does not need stands
apart, since defining it costs time: the files in ``model_files``, labels and rankings in ``model_shelf``. Nothing
here decides anything.

Annotations are evaluated here, unlike in the other modules: msgspec would evaluate each of their texts again at
every start, which costs a tenth of a look-up.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct


def _form(description: str | None = None, **rules: object) -> Meta:
    """Return a rule on a value that stands in the JSON Schema alone, where the YAML is checked.

    A look-up reads only what was checked when it was compiled, and does not pay for checking it again.
    """
    return Meta(description=description, extra_json_schema=rules)


NOT_EMPTY = _form(minItems=1)

Id = Annotated[str, _form("A stable id in kebab-case.", pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
RuleId = Annotated[str, _form("A stable rule id in capitals.", pattern="^[A-Z0-9]+(-[A-Z0-9]+)*$")]
Text = Annotated[str, _form(minLength=1)]
Pmid = Annotated[str, _form("PubMed identifier, digits in quotes.", pattern="^[1-9][0-9]{0,8}$")]
Doi = Annotated[str, _form("DOI without https://doi.org/.", pattern=r"^10\.[0-9]{4,9}/\S+$")]
Unii = Annotated[str, _form("FDA unique ingredient identifier.", pattern="^[A-Z0-9]{10}$")]
Url = Annotated[str, _form("A web address.", pattern="^https?://")]
Count = Annotated[int, _form(minimum=0)]
Positive = Annotated[float, _form(exclusiveMinimum=0)]

Level = Literal["low", "moderate", "high", "avoid", "unknown"]
ScaleLevel = Literal["low", "moderate", "high", "avoid"]
Certainty = Literal["high", "moderate", "low", "very-low"]
Benefit = Literal["shown", "mixed", "not-shown", "untested"]
Activity = Literal["remission", "stable", "active", "flare", "unknown"]
Outcome = Literal["improved", "no-difference", "worsened", "mixed"]
Basis = Literal["controlled", "uncontrolled", "indirect-human", "disease-model", "immune-effect", "none"]
SubjectKind = Literal["strain", "species", "product"]
SubjectDirectness = Literal["same", "part", "component", "species", "class"]
ConditionDirectness = Literal["same", "group", "related", "none"]
Direction = Literal["caution", "tolerance", "neutral"]
Effect = Literal["base", "raise", "floor", "note"]
Part = Literal["members", "balance", "follows", "why"]

Design = Literal[
    "randomised-trial",
    "crossover-trial",
    "open-label-trial",
    "cohort",
    "case-control",
    "case-series",
    "case-report",
    "animal-study",
    "ex-vivo-study",
    "in-vitro-study",
    "pooled-analysis",
    "systematic-review",
    "review",
    "guideline",
    "regulatory-statement",
    "protocol",
]
System = Literal[
    "patients",
    "healthy-volunteers",
    "human-tissue-ex-vivo",
    "disease-model",
    "other-animal",
    "in-vitro",
    "not-applicable",
]
State = Literal["remission", "stable", "active", "flare", "mixed", "not-stated", "at-risk", "not-applicable"]
Route = Literal["oral", "enema", "injected", "topical", "vaginal", "nasal", "inhaled", "not-applicable", "not-stated"]
Preparation = Literal["live", "killed", "supernatant", "component", "not-stated"]
Read = Literal["abstract", "full-text", "secondary"]
Status = Literal["current", "retracted", "expression-of-concern", "corrected"]
Recommendation = Literal["for", "against", "none"]
Change = Literal["up", "down", "no-change"]
Versus = Literal["control", "baseline", "not-stated"]
MarkerKind = Literal["inflammatory", "regulatory", "enhancing", "neutral"]
SubjectClass = Literal[
    "any-probiotic", "undisclosed-mixture", "genus", "family", "community", "unlisted-organism", "not-a-probiotic"
]


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Anything a curator writes."""


# --- organisms and products -----------------------------------------------------------------------------------


class Group(Record, frozen=True, kw_only=True):
    """A group of organisms that patient factors speak of, such as the lactobacilli."""

    id: Id
    name: Text
    within: Id | None = None


class Species(Record, frozen=True, kw_only=True):
    """A species, subspecies or variety, by its current name."""

    id: Id
    name: Text
    rank: Literal["species", "subspecies", "variety"] = "species"
    within: Id | None = None
    groups: list[Id]
    former_names: list[Text] = []
    other_names: list[Text] = []
    unverified_names: list[Text] = []
    ncbi_taxid: Count | None = None
    unii: Unii | None = None
    strain_required: bool = False
    marketed: bool = True
    verified: bool = True
    unverified: list[Text] = []
    note: Text | None = None
    sources: list[Text] = []


class Strain(Record, frozen=True, kw_only=True):
    """One strain: a designation within a species, with its deposits."""

    id: Id
    species: Id
    designation: Text
    deposit_numbers: list[Text] = []
    former_names: list[Text] = []
    other_names: list[Text] = []
    unverified_deposit_numbers: list[Text] = []
    unverified_names: list[Text] = []
    ncbi_taxid: Count | None = None
    unii: Unii | None = None
    marketed: bool = True
    verified: bool = True
    unverified: list[Text] = []
    note: Text | None = None
    sources: list[Text] = []


class Product(Record, frozen=True, kw_only=True):
    """A marketed or trialled preparation, by its present formulation.

    ``components`` names strains, or species where the strain is not declared; empty where the composition was
    not seen.
    """

    id: Id
    name: Text
    other_names: list[Text] = []
    unverified_names: list[Text] = []
    components: list[Id]
    complete: bool = True
    preparation: Preparation = "live"
    dose_per_unit: Text | None = None
    form: Text | None = None
    marketed: bool = True
    markets: list[Text] = []
    verified: bool = True
    unverified: list[Text] = []
    note: Text | None = None
    sources: list[Text] = []


def one_strain(product: Product) -> str | None:
    """Return the component of a live product that consists of it alone: they are one subject; else ``None``."""
    alone = product.complete and product.preparation == "live" and len(product.components) == 1
    return product.components[0] if alone else None


# --- conditions -----------------------------------------------------------------------------------------------


class ImmuneAxis(Record, frozen=True, kw_only=True):
    """A line of immune attack that a disease runs along."""

    id: Id
    name: Text


class ActivityMeasure(Record, frozen=True, kw_only=True):
    """A measure of disease activity and its cut-offs, as the source writes them."""

    name: Text
    remission: Text | None = None
    low: Text | None = None
    moderate: Text | None = None
    active_or_high: Text | None = None
    source: Text | None = None
    note: Text | None = None


class Icd11(Record, frozen=True, kw_only=True):
    """ICD-11 foundation id and MMS code."""

    foundation: Text
    mms: Text | None = None
    title: Text | None = None


class Condition(Record, frozen=True, kw_only=True):
    """An autoimmune or immune-mediated disease, or a group of them."""

    id: Id
    name: Text
    abbreviations: list[Text] = []
    synonyms: list[Text] = []
    unconfirmed_synonyms: list[Text] = []
    category: Text
    group: bool = False
    parent: Id | None = None
    related: list[Id] = []
    mondo: Annotated[str, _form(pattern="^MONDO:[0-9]{7}$")] | None = None
    mondo_label: Text | None = None
    doid: Annotated[str, _form(pattern="^DOID:[0-9]+$")] | None = None
    doid_label: Text | None = None
    mesh: Annotated[str, _form(pattern="^[CD][0-9]{6,9}$")] | None = None
    mesh_label: Text | None = None
    orphanet: list[Annotated[str, _form(pattern="^[0-9]+$")]] = []
    also_ids: list[Text] = []
    icd10cm: list[Text] = []
    icd10cm_exclude: list[Text] = []
    icd10cm_labels: dict[str, str] = {}
    icd10who_extra: list[Text] = []
    icd11: Icd11 | None = None
    code_notes: list[Text] = []
    is_autoimmune: Literal["yes", "no", "debated"]
    immune_axes: list[Id] = []
    immune_reason: Text | None = None
    immune_sources: list[Text] = []
    autoantigen: Text | None = None
    activity_measures: list[ActivityMeasure] = []
    monitoring: list[Text] = []
    therapies: list[Id] = []
    unverified: list[Text] = []
    checked_in: dict[str, str] = {}


class SpellingVariant(Record, frozen=True, kw_only=True):
    """Two spellings of one sound, such as British ``ae`` and American ``e``."""

    written: Text
    read_as: str


# --- evidence -------------------------------------------------------------------------------------------------


class Seen(Record, frozen=True, kw_only=True):
    """Where a publication was read, and how much of it."""

    source: Text
    read: Read
    note: Text | None = None


class PrimaryEndpoint(Record, frozen=True, kw_only=True):
    """The primary endpoint and whether the trial met it."""

    measure: Text
    met: Literal["yes", "no", "not-stated"]


class Endpoint(Record, frozen=True, kw_only=True):
    """One measure of the disease; ``basis`` says what the change was tested against."""

    measure: Text
    change: Literal["improved", "no-difference", "worsened"]
    basis: Literal["between-arm", "within-arm", "numerical", "not-stated"] = "not-stated"
    note: Text | None = None


class ImmuneEffect(Record, frozen=True, kw_only=True):
    """One marker and the way it moved; the finding says in which system and with which preparation."""

    marker: Text
    change: Change
    versus: Versus = "not-stated"
    context: Text | None = None


class AdverseEvents(Record, frozen=True, kw_only=True):
    """What the publication reports about harm; ``not-stated`` is not ``none``.

    ``serious_infections`` counts infections attributed to the organism itself.
    """

    reported: Literal["none", "some", "not-stated"]
    serious_infections: Count = 0
    text: Text | None = None


class Background(Record, frozen=True, kw_only=True):
    """The drugs participants were on, and how many of them."""

    drugs: list[Id] = []
    share: Literal["all", "some", "allowed", "none", "not-stated"] = "not-stated"


class Finding(Record, frozen=True, kw_only=True):
    """One thing that one publication found about one subject, in one condition or in none.

    Exactly one of ``subject`` (a strain, species or product), ``mixture`` (strains or species given together that
    are no product) and ``subject_class`` names whom the finding is about. ``context`` gives the reason why a
    finding is shown and never decides.
    """

    subject: Id | None = None
    mixture: list[Id] = []
    subject_class: SubjectClass | None = None
    as_named: Text
    condition: Id | None = None
    design: Design
    system: System
    model: Text | None = None
    state: State = "not-applicable"
    route: Route = "oral"
    preparation: Preparation = "live"
    population: Text | None = None
    n_randomised: Count | None = None
    n_analysed: Count | None = None
    comparator: Text | None = None
    dose_cfu_per_day: Positive | None = None
    duration_weeks: Positive | None = None
    background: Background | None = None
    outcome: Outcome | None = None
    primary: PrimaryEndpoint | None = None
    endpoints: list[Endpoint] = []
    immune: list[ImmuneEffect] = []
    recommendation: Recommendation | None = None
    adverse_events: AdverseEvents | None = None
    context: Text | None = None
    read: Read | None = None
    summary: Text
    note: Text | None = None


class Publication(Record, frozen=True, kw_only=True):
    """One publication and what it found. Papers of one trial share ``trial`` and count once."""

    id: Id
    title: Text
    cited_as: Text | None = None
    journal: Text
    year: Annotated[int, _form(minimum=1900, maximum=2100)]
    pmid: Pmid | None = None
    doi: Doi | None = None
    citation: Text | None = None
    url: Url | None = None
    status: Status = "current"
    status_note: Text | None = None
    trial: Id | None = None
    registration: list[Text] = []
    funding: Literal["maker", "independent", "mixed"] | None = None
    seen: Seen
    findings: Annotated[list[Finding], NOT_EMPTY]


# --- rules ----------------------------------------------------------------------------------------------------

Phase = Literal["evidence", "members", "activity", "patient", "notes"]


class When(Record, frozen=True, kw_only=True):
    """What must all hold for a rule to apply; what is left out does not matter.

    Lists hold where any item does, except ``all_risks``. ``organisms`` names groups, species or strains,
    ``conditions`` a disease and all below it, ``level`` the level reached before this phase.
    """

    subject: list[SubjectKind] = []
    organisms: list[Id] = []
    conditions: list[Id] = []
    condition_is_group: bool | None = None
    activity: list[Activity] = []
    any_risk: list[Id] = []
    all_risks: list[Id] = []
    any_therapy: list[Id] = []
    level: list[Level] = []
    basis: list[Basis] = []
    harm_in: list[Basis] = []
    harm_in_worse_state: bool | None = None
    harm_in_species: bool | None = None
    leans_to_harm: bool | None = None
    reassured_in_activity: bool | None = None
    analysed_in_activity_below: Count | None = None
    advised_against: Literal["subject", "class"] | None = None
    specific_evidence: bool | None = None
    members_known: bool | None = None
    own_evidence: bool | None = None
    composition_complete: bool | None = None
    combination: bool | None = None
    strain_unlisted: bool | None = None
    infections_reported: bool | None = None


class Then(Record, frozen=True, kw_only=True):
    """What a rule does. It can only raise, set a floor, lower the certainty, or add words."""

    raise_by: Annotated[int, _form(minimum=1, maximum=2)] | None = None
    at_least: ScaleLevel | None = None
    lifts_unknown: bool = False
    certainty_down: Annotated[int, _form(minimum=1, maximum=2)] | None = None
    note: Text | None = None
    advice: Text | None = None


class Rule(Record, frozen=True, kw_only=True):
    """One rule: when it applies, what it does, why, and the publications it rests on."""

    id: RuleId
    title: Text
    phase: Phase
    when: When = When()
    then: Then
    why: Text
    evidence: list[Id] = []
    against: list[Id] = []
    strength: Text | None = None


class Holds(Record, frozen=True, kw_only=True):
    """Which findings a tier holds: directness on both sides, design and system."""

    subject: Annotated[list[SubjectDirectness], NOT_EMPTY]
    condition: Annotated[list[ConditionDirectness], NOT_EMPTY]
    designs: list[Design] = []
    systems: list[System] = []
    recommended: bool = False


class CertaintyStep(Record, frozen=True, kw_only=True):
    """A certainty and what it takes; the first step that is met counts."""

    certainty: Certainty
    trials: Count = 0
    analysed: Count = 0
    designs: list[Design] = []
    consistent: bool = False


class TierLevels(Record, frozen=True, kw_only=True):
    """The level that each reading of a tier gives."""

    worsened: ScaleLevel
    worsened_in: dict[str, ScaleLevel] = {}
    mixed: ScaleLevel
    without_harm: ScaleLevel
    without_harm_if_few: ScaleLevel | None = None


class Tier(Record, frozen=True, kw_only=True):
    """One tier of evidence; the first that holds a finding decides the base level."""

    id: RuleId
    basis: Basis
    title: Text
    short: Text
    why: Text
    holds: Annotated[list[Holds], NOT_EMPTY]
    reads: Literal["outcome", "immune"] = "outcome"
    levels: TierLevels
    enough_analysed: Count = 0
    certainty: Annotated[list[CertaintyStep], NOT_EMPTY]


class Marker(Record, frozen=True, kw_only=True):
    """An immune marker: what a rise of it means, and on which immune axes it matters (all, where none is named)."""

    id: Text
    kind: MarkerKind
    axes: list[Id] = []


class Parameters(Record, frozen=True, kw_only=True):
    """The numbers and vocabularies that the engine works with.

    ``randomised_counts_as`` is the share of those randomised that counts as analysed where a publication gives
    only the former. ``speaking`` says which routes and preparations speak for a live supplement taken by mouth,
    and ``cautioning`` which speak only where they point to harm.
    """

    randomised_counts_as: Annotated[float, _form(exclusiveMinimum=0, maximum=1)]
    speaking_routes: Annotated[list[Route], NOT_EMPTY]
    cautioning_routes: list[Route] = []
    speaking_preparations: Annotated[list[Preparation], NOT_EMPTY]
    cautioning_preparations: list[Preparation] = []
    background_designs: list[Design] = []
    alternatives_shown: Annotated[int, _form(minimum=0, maximum=20)]
    alternatives_up_to: ScaleLevel


class NoEvidence(Record, frozen=True, kw_only=True):
    """What is said where no tier holds a finding."""

    id: RuleId
    title: Text
    title_if_context: Text
    why: Text


class MemberRule(Record, frozen=True, kw_only=True):
    """The rule by which a species, a product or a group of diseases is answered from its members.

    Where the subject itself has findings of a kind named in ``stands_alone_on``, its members do not count.
    """

    id: RuleId
    over: Literal["strains", "components", "conditions"]
    stands_alone_on: list[Basis] = []
    unknown_counts_as: ScaleLevel | None = None
    title: Text
    why: Text


class AboutFile(Record, frozen=True, kw_only=True):
    """``data/about.yaml``: the version of the knowledge and the engines that can read it."""

    format: Annotated[int, _form(minimum=1)]
    data_version: Annotated[str, _form(pattern=r"^[0-9]{4}\.[0-9]{2}(\.[0-9]+)?$")]
    title: Text
    licence: Text
    citation: Text
    disclaimer: Text


# --- the patient ----------------------------------------------------------------------------------------------


class StateReach(Record, frozen=True, kw_only=True):
    """How far a finding made in one state of disease speaks.

    ``harm_from`` is the mildest activity that a finding of harm speaks for, ``reassures_up_to`` the worst activity
    that a finding without harm reassures about.
    """

    state: State
    harm_from: Activity
    reassures_up_to: Activity


class Therapy(Record, frozen=True, kw_only=True):
    """A class of drugs, the names of its drugs, and the risk factors that taking it implies."""

    id: Id
    name: Text
    drugs: list[Text] = []
    suppresses_immunity: Literal["yes", "partial", "no"]
    implies: list[Id] = []
    note: Text | None = None


class RiskFactor(Record, frozen=True, kw_only=True):
    """Something about the patient that makes a live organism more dangerous, or that advice depends on."""

    id: Id
    name: Text
    other_names: list[Text] = []
    note: Text | None = None


class RulebookCore(Record, frozen=True, kw_only=True):
    """The part of the rulebook that every question needs, as it is compiled."""

    parameters: Parameters
    no_evidence: NoEvidence
    tiers: list[Tier]
    member_rules: dict[str, MemberRule]
    markers: dict[str, Marker]
    states: dict[str, StateReach]


# --- the answer -----------------------------------------------------------------------------------------------


class Answer(Struct, frozen=True, kw_only=True):
    """Anything that is printed as an answer; unlike a record it always shows every field."""


class Subject(Answer, frozen=True, kw_only=True):
    """What was asked about, as understood."""

    query: str
    kind: SubjectKind
    id: str
    name: str


class AskedCondition(Answer, frozen=True, kw_only=True):
    """The condition asked about, as understood; ``members`` of a group of diseases."""

    query: str
    id: str
    name: str
    members: list[str] = []


class Patient(Answer, frozen=True, kw_only=True):
    """The state of the patient: therapies and risks by id."""

    activity: Activity = "unknown"
    therapies: list[str] = []
    risks: list[str] = []


class Reason(Answer, frozen=True, kw_only=True):
    """One step of the reasoning: the rule, what it did, and the publications it rests on."""

    rule: str
    effect: Effect
    level: Level
    text: str
    evidence: list[str] = []


class Evidence(Answer, frozen=True, kw_only=True):
    """One finding that bears on the question, and how directly."""

    id: str
    pmid: str | None
    doi: str | None
    title: str
    journal: str
    year: int
    citation: str | None
    as_named: str
    design: Design
    outcome: Outcome | None
    subject_directness: SubjectDirectness
    condition_directness: ConditionDirectness
    points_to: Direction
    decides: bool
    brief: str
    summary: str


class Tested(Answer, frozen=True, kw_only=True):
    """Under which name, and at which daily doses, exactly this was given to people with this disease."""

    as_named: str
    doses_cfu_per_day: list[float]
    evidence: list[str]


class ByActivity(Answer, frozen=True, kw_only=True):
    """The level in each state of disease activity."""

    remission: Level
    stable: Level
    active: Level
    flare: Level
    unknown: Level


class Standing(Answer, frozen=True, kw_only=True):
    """A strain, species or product with its level and certainty for this condition and patient."""

    id: str
    name: str
    level: Level
    certainty: Certainty


# How every note of a local policy begins.
LOCAL_POLICY = "Local policy "


class Assessment(Answer, frozen=True, kw_only=True, tag="probiocheck/assessment/1", tag_field="schema"):
    """The answer to one question."""

    version: str
    data_version: str
    data_digest: str
    subject: Subject
    condition: AskedCondition
    patient: Patient
    level: Level
    certainty: Certainty
    certainty_reasons: list[str]
    benefit: Benefit
    basis: Basis
    summary: Annotated[str, _form(maxLength=140)]
    reasons: list[Reason]
    evidence: list[Evidence]
    by_activity: ByActivity
    members: list[Standing]
    tested_as: list[Tested]
    alternatives: list[Standing]
    monitoring: list[str]
    advice: list[str]
    not_found: list[str]
    notes: list[str]


class Brief(Answer, frozen=True, kw_only=True):
    """The answer to one of many questions: what an assessment says, without its evidence laid out."""

    subject: Subject
    condition: AskedCondition
    level: Level
    certainty: Certainty
    benefit: Benefit
    basis: Basis
    summary: str
    reasons: list[Reason]
    notes: list[str]


class Named(Answer, frozen=True, kw_only=True):
    """A record by id and name."""

    id: str
    name: str


class NoAnswer(Answer, frozen=True, kw_only=True, tag="probiocheck/no-answer/1", tag_field="schema"):
    """A name that is unknown or ambiguous, or a label that was not understood: nothing was assessed."""

    reason: Literal["unknown", "ambiguous"]
    what: Literal["strain", "product", "condition", "label"]
    query: str
    candidates: list[Named] = []
    suggestions: list[Named] = []
    note: str | None = None


class Assessments(Answer, frozen=True, kw_only=True, tag="probiocheck/assessments/1", tag_field="schema"):
    """The answers to several questions, in the order asked."""

    assessments: list[Assessment | NoAnswer]
