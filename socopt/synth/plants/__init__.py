"""Small named situations, planted so that every rule, limit and tier of the match is at work somewhere."""

from collections.abc import Callable

from socopt.synth.draft import Draft
from socopt.synth.plants import desk, families, homes, pairs
from socopt.synth.plants.stage import CannotPlantError, Stage

CHILDREN_FOR_ALL = 300  # from here on every situation is planted; a smaller night has those of SMALL_NIGHT, once
SMALL_NIGHT = (
    "hospital_bed_held", "declined", "must_not", "avoid_program", "refused_by_provider", "unsuitable_setting",
    "home_discusses_trait", "settled_apart", "together_preferred", "kin_approved", "home_or_placement", "no_move_until",
    "share_near_limit", "compact_approved", "four_foster",
)  # fmt: skip
PLANTS: tuple[tuple[str, Callable[[Stage], None], int], ...] = (
    # what is planted, how, how often: first what makes children anew or needs beds, then what touches one pair only
    ("detained", desk.detained, 1),
    ("place_unknown", desk.place_unknown, 1),
    ("kin_emergency_unsafe", pairs.kin_home("emergency", unsafe=True), 1),
    ("must_leave_but_ordered", desk.must_leave_but_ordered, 1),
    ("big_family_of_six", families.big_family(6), 1),
    ("adult_without_consent", pairs.adult_without_consent, 1),
    ("adult_home_not_eligible", pairs.adult_home_not_eligible, 1),
    ("too_young_for_setting", pairs.too_young_for_setting, 1),
    ("waiting_solo", families.waiting_alone("solo"), 1),
    ("waiting_only_older", families.waiting_alone("only_older"), 1),
    ("two_infants", homes.two_infants, 1),
    ("chain", desk.chain, 1),
    ("long_chain", desk.long_chain, 2),
    ("share_near_limit", desk.share_near_limit, 1),
    ("share_used_up", desk.share_used_up, 1),
    ("hospital_bed_held", desk.hospital_bed_held, 1),
    ("returned_from_run", desk.returned_from_run, 1),
    ("still_in_hospital", desk.still_in_hospital, 1),
    ("must_place", pairs.must_place, 3),
    ("follow_court", pairs.follow_court, 3),
    ("home_refuses_trait", pairs.home_refuses_trait, 3),
    ("home_discusses_trait", pairs.home_discusses_trait, 2),
    ("suitable_beyond_level", pairs.suitable_beyond_level, 2),
    ("together", families.wish_between_waiting("together", "lived together as family"), 1),
    ("apart", families.wish_between_waiting("apart", "safety plan"), 1),
    ("together_preferred", families.wish_between_waiting("together_preferred", "close friends"), 1),
    ("no_contact", families.no_contact_on_campus, 1),
    ("home_for_siblings", families.home_for_siblings, 2),
    ("room_for_one_sibling", families.room_for_one_sibling, 2),
    ("beside_settled_sibling", families.beside_settled_sibling, 1),
    ("accepted", desk.accepted, 3),
    ("fire_setting_limit", homes.trait_limit("fire_setting"), 2),
    ("sexual_behavior_limit", homes.trait_limit("sexual_behavior"), 1),
    ("tribal_home", homes.tribal_home(vacant=True), 1),
    ("tribal_home_full", homes.tribal_home(vacant=False), 1),
    ("settled_apart", families.wish_with_settled("apart", "safety plan"), 2),
    ("settled_no_contact", families.wish_with_settled("no_contact", "court order"), 2),
    ("settled_together", families.wish_with_settled("together", "cousins"), 1),
    ("settled_together_preferred", families.wish_with_settled("together_preferred", "friends"), 1),
    ("settled_solo", families.settled_alone("solo"), 1),
    ("settled_only_older", families.settled_alone("only_older"), 1),
    ("settled_only_younger", families.settled_alone("only_younger"), 1),
    ("still_open", desk.still_open, 3),
    ("must_not", pairs.must_not, 4),
    ("avoid_program", pairs.avoid_program, 3),
    ("avoid_place", pairs.avoid_place, 3),
    ("refused_by_provider", pairs.refused("provider"), 3),
    ("refused_by_family", pairs.refused("family"), 2),
    ("refused_by_child", pairs.refused("child"), 2),
    ("refused_by_court", pairs.refused("court"), 1),
    ("declined", pairs.declined, 5),
    ("lapsed_order", pairs.lapsed_order, 1),
    ("unsuitable_setting", pairs.unsuitable_setting, 3),
    ("former_home", pairs.former_home, 3),
    ("kin_approved", pairs.kin_home("approved"), 2),
    ("kin_emergency_safe", pairs.kin_home("emergency"), 1),
    ("kin_in_study", pairs.kin_home("in_study"), 2),
    ("kin_ruled_out", pairs.kin_home("ruled_out"), 1),
    ("child_specific_home", pairs.child_specific_home, 2),
    ("intake_stopped", pairs.intake_stopped, 3),
    ("short_stay_only", pairs.short_stay_only, 1),
    ("respite", pairs.respite, 1),
    ("compact_approved", pairs.compact("icpc_approved", named=True), 1),
    ("compact_approved_any", pairs.compact("icpc_approved", named=False), 1),
    ("compact_pending", pairs.compact("icpc_pending", named=True), 1),
    ("six_in_home", homes.six_in_home, 1),
    ("accepted_service", desk.accepted_service, 1),
    ("tribal_institution", homes.tribal_institution, 1),
    ("over_full", homes.over_full, 3),
    ("four_foster", homes.four_foster, 3),
    ("full_list", homes.full_list, 1),
    ("care_gender", pairs.care_gender, 3),
    ("no_move_until", pairs.no_move_until, 3),
    ("overstay", desk.overstay, 1),
    ("home_or_placement", desk.home_or_placement, 3),
    ("language_apart", pairs.language_apart, 1),
)


def plant_all(draft: Draft) -> dict[str, int]:
    """Plant every situation once, then those wanted more often again. Answers how often each was planted."""
    stage = Stage(draft)
    wanted = dict.fromkeys(SMALL_NIGHT, 1)
    if draft.parameters.children >= CHILDREN_FOR_ALL:
        wanted = {name: times for name, _, times in PLANTS}
    planted = dict.fromkeys(wanted, 0)
    for already in range(max(wanted.values())):
        for name, plant, _ in PLANTS:
            if wanted.get(name, 0) > already:
                planted[name] += _planted(stage, plant)
    return planted


def _planted(stage: Stage, plant: Callable[[Stage], None]) -> bool:
    try:
        plant(stage)
    except CannotPlantError:
        return False
    return True
