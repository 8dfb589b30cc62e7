"""What must hold of the whole database, as plain SQL that knows no service and no engine.

Each query finds what breaks its invariant; docs/safety.md names them.
"""

from typing import Final

MUST_BE_EMPTY: Final = {
    "I1 a pledge engaged over its capacity, or counted wrong": """
        SELECT pledge.id FROM matching_pledge pledge
        LEFT JOIN matching_proposal proposal
            ON proposal.pledge_id = pledge.id AND proposal.state = 'introduced'
        GROUP BY pledge.id
        HAVING pledge.engaged > pledge.capacity OR pledge.engaged <> count(proposal.id)
    """,
    "I1 an appeal with more helpers than it wants, or counted wrong": """
        SELECT appeal.id FROM matching_appeal appeal
        LEFT JOIN matching_proposal proposal
            ON appeal.id IN (proposal.appeal_id, proposal.other_appeal_id)
            AND proposal.state = 'introduced'
        GROUP BY appeal.id
        HAVING appeal.helpers_found > appeal.helpers_wanted
            OR appeal.helpers_found <> count(proposal.id)
    """,
    "I2 an introduction without every consent": """
        SELECT id FROM matching_proposal WHERE state = 'introduced' AND (
            appeal_consent <> 'given' OR pledge_consent <> 'given'
            OR (other_appeal_id IS NOT NULL AND other_consent <> 'given'))
    """,
    "I3 somebody introduced who has withdrawn": """
        SELECT proposal.id FROM matching_proposal proposal
        JOIN matching_appeal appeal ON appeal.id IN (proposal.appeal_id, proposal.other_appeal_id)
        JOIN matching_pledge pledge ON pledge.id = proposal.pledge_id
        WHERE proposal.state IN ('put', 'introduced')
            AND (appeal.state IN ('withdrawn', 'merged', 'draft')
                 OR pledge.state IN ('withdrawn', 'draft'))
    """,
    "I9 two answers kept for one call": """
        SELECT user_id, name FROM api_keptanswer GROUP BY user_id, name HAVING count(*) > 1
    """,
    "I10, I11 a life with a step too many or too few, or unsigned": """
        SELECT * FROM (
            SELECT 'matching_appeal' AS name, id, state, state_version FROM matching_appeal
            UNION ALL SELECT 'matching_pledge', id, state, state_version FROM matching_pledge
            UNION ALL SELECT 'matching_proposal', id, state, state_version FROM matching_proposal
        ) life
        WHERE state_version <> (
            SELECT count(*) FROM audit_statechange kept
            WHERE kept.table_name = life.name AND kept.row_id = life.id)
        OR state <> (
            SELECT becomes FROM audit_statechange kept
            WHERE kept.table_name = life.name AND kept.row_id = life.id
            ORDER BY version DESC LIMIT 1)
        OR EXISTS (
            SELECT FROM audit_statechange kept
            JOIN audit_statechange earlier ON earlier.table_name = kept.table_name
                AND earlier.row_id = kept.row_id AND earlier.version = kept.version - 1
            WHERE kept.table_name = life.name AND kept.row_id = life.id
                AND kept.was <> earlier.becomes)
    """,
    "I13 a change of an appeal or a pledge that the matcher will not hear of": """
        SELECT event.id FROM audit_event event
        WHERE event.verb IN ('appeal.submitted', 'appeal.withdrawn', 'pledge.offered',
                             'pledge.paused', 'pledge.resumed', 'pledge.withdrawn')
        AND NOT EXISTS (SELECT FROM audit_delivery delivery WHERE delivery.event_id = event.id)
    """,
    "I15 a pair that is proposed twice at a time, or is not kept as its proposal lives": """
        SELECT asking, pledge_id FROM (
            SELECT appeal_id AS asking, pledge_id FROM matching_proposal
            WHERE state IN ('put', 'introduced')
            UNION ALL SELECT other_appeal_id, pledge_id FROM matching_proposal
            WHERE state IN ('put', 'introduced') AND other_appeal_id IS NOT NULL
        ) live GROUP BY asking, pledge_id HAVING count(*) > 1
        UNION ALL SELECT pair.appeal_id, pair.pledge_id FROM matching_proposedpair pair
        JOIN matching_proposal proposal ON proposal.id = pair.proposal_id
        WHERE proposal.state NOT IN ('put', 'introduced')
    """,
    "I16 an appeal that counts as answered without an answer that stands": """
        SELECT id FROM matching_appeal WHERE state IN ('answered', 'closed') AND NOT EXISTS (
            SELECT FROM matching_answer answer
            WHERE answer.appeal_id = matching_appeal.id AND answer.retracted_at IS NULL)
    """,
    "an introduction that answers nothing": """
        SELECT proposal.id FROM matching_proposal proposal
        WHERE proposal.state = 'introduced' AND NOT EXISTS (
            SELECT FROM matching_answer answer WHERE answer.proposal_id = proposal.id)
    """,
}

OF_PARTNERSHIPS: Final = {
    "I4 an open direct activity under a verdict that is closed": """
        SELECT activity.id FROM partnerships_partnershipactivity activity
        JOIN activities_allowedcell cell ON cell.id = activity.cell_id
        JOIN prerequisites_judgement judged ON judged.id = activity.judgement_id
        WHERE activity.state IN ('planned', 'under_way') AND cell.mode = 'direct'
            AND judged.class_if_asked NOT IN ('direct_open', 'direct_conditional')
    """,
    "I5 an open direct activity whose verdict was replaced": """
        SELECT activity.id FROM partnerships_partnershipactivity activity
        JOIN activities_allowedcell cell ON cell.id = activity.cell_id
        JOIN prerequisites_judgement judged ON judged.id = activity.judgement_id
        WHERE activity.state IN ('planned', 'under_way') AND cell.mode = 'direct'
            AND NOT judged.is_current
    """,
    "I6 an activity of another phase, or for a town that does not ask": """
        SELECT activity.id FROM partnerships_partnershipactivity activity
        JOIN activities_allowedcell cell ON cell.id = activity.cell_id
        JOIN prerequisites_judgement judged ON judged.id = activity.judgement_id
        WHERE cell.phase <> judged.phase OR NOT EXISTS (
            SELECT FROM partnerships_member member
            WHERE member.partnership_id = activity.partnership_id AND member.role = 'asking'
                AND member.municipality_id = judged.municipality_id)
    """,
    "I10, I11 a life of a partnership with a step too many or too few": """
        SELECT * FROM (
            SELECT 'partnerships_partnership' AS name, id, state, state_version
            FROM partnerships_partnership
            UNION ALL SELECT 'partnerships_partnershipactivity', id, state, state_version
            FROM partnerships_partnershipactivity
        ) life
        WHERE state_version <> (
            SELECT count(*) FROM audit_statechange kept
            WHERE kept.table_name = life.name AND kept.row_id = life.id)
        OR state <> (
            SELECT becomes FROM audit_statechange kept
            WHERE kept.table_name = life.name AND kept.row_id = life.id
            ORDER BY version DESC LIMIT 1)
    """,
    "a partnership that was agreed without a goal, or paused without a reason": """
        SELECT id FROM partnerships_partnership partnership
        WHERE (state = 'paused' AND pause_reason = '')
            OR (state IN ('agreed', 'active') AND NOT EXISTS (
                SELECT FROM partnerships_objective goal
                WHERE goal.partnership_id = partnership.id))
            OR (state = 'ended' AND act_dated_on IS NULL)
    """,
    "two partnerships of one appeal at a time": """
        SELECT appeal_id FROM partnerships_partnership WHERE state <> 'ended'
        GROUP BY appeal_id HAVING count(*) > 1
    """,
}

OF_CALLS: Final = {
    "more experts found than a call asks for, or counted wrong": """
        SELECT call.id FROM partnercalls_partnercall call
        LEFT JOIN partnercalls_expertoffer offer
            ON offer.call_id = call.id AND offer.state = 'taken_up'
        GROUP BY call.id
        HAVING call.found > call.experts OR call.found <> coalesce(sum(offer.experts), 0)
    """,
    "a city that waits for a call that is over": """
        SELECT offer.id FROM partnercalls_expertoffer offer
        JOIN partnercalls_partnercall call ON call.id = offer.call_id
        WHERE offer.state = 'offered' AND call.state <> 'listed'
    """,
    "the contact of a city whose offer is over, not erased": """
        SELECT offer.id FROM partnercalls_expertoffer offer
        JOIN sealing_datakey key ON key.id = offer.data_key_id
        WHERE offer.state IN ('declined', 'withdrawn') AND key.destroyed_at IS NULL
    """,
}
