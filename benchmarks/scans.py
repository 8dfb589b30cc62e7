"""Other ways to the same lists, to hold the index against: NumPy, and SQL in DuckDB."""

import itertools
from collections.abc import Iterator

import duckdb
import numpy as np
from numpy.typing import NDArray

from matching.engine.columns import Columns, Ints
from matching.engine.kernels import (
    DETAIL,
    ENDS,
    FORM,
    GROUP,
    INTERPRETER,
    KIND,
    MUNICIPALITY,
    RANK,
    STARTS,
    TOPICS,
    Bits,
)

Flags = NDArray[np.bool_]


def numpy_lists(columns: Columns, rows: Ints, *, top: int) -> Ints:
    """Return for each need of `rows` its best offers, -1 after the last, by a scan of all.

    Needs of one kind are looked at together; pairs on record are corrected one by one.
    """
    found = np.full((len(rows), top), -1, np.int64)
    kinds = columns.needs.plain[rows, KIND]
    for kind in np.unique(kinds):
        places = np.flatnonzero(kinds == kind)
        found[places] = _best(keys_of(columns, rows[places]), top)
    return found


def keys_of(columns: Columns, rows: Ints) -> Ints:
    """Return the key of every offer for needs of one kind; -1 where a gate is shut."""
    need, offer = columns.needs.plain[rows], columns.offers.plain
    topic = (offer[:, TOPICS] == 0) | (offer[:, TOPICS] & need[:, TOPICS, None] != 0)
    base = columns.bases.score[need[0, KIND], offer[:, GROUP]]
    score = np.where(topic, base[:, 1], base[:, 0])
    shared = _meet(columns, rows, 0)
    passes = (score >= 0) & (shared | (offer[:, INTERPRETER] != 0)) & _may_meet(columns, rows)
    score = score + np.where(shared, columns.tables.language[1], columns.tables.language[0])
    for at, row in enumerate(rows.tolist()):
        _correct(columns, row, score[at], passes[at])
    total = len(columns.offer_values)
    value = columns.fixed * total + (total - 1 - offer[:, RANK])
    keys: Ints = np.where(passes, score * total + value, -1)
    return keys


def _best(keys: Ints, top: int) -> Ints:
    keep = min(top, keys.shape[1])
    part = np.argpartition(-keys, keep - 1, axis=1)[:, :keep]
    of_part = np.take_along_axis(keys, part, axis=1)
    order = np.argsort(-of_part, axis=1, kind="stable")
    best = np.where(of_part < 0, -1, part)
    return np.pad(
        np.take_along_axis(best, order, axis=1), ((0, 0), (0, top - keep)), constant_values=-1
    )


def _sets(columns: Columns, at: int) -> tuple[int, int]:
    ends = [0, *itertools.accumulate(columns.tables.width.tolist())]
    return ends[at], ends[at + 1]


def _meet(columns: Columns, rows: Ints, at: int) -> Flags:
    """Test which needs and offers have a word of one set in common."""
    first, last = _sets(columns, at)
    ours: Bits = columns.needs.bits[rows]
    theirs: Bits = columns.offers.bits
    meet = np.zeros((len(rows), len(theirs)), np.bool_)
    for word in range(first, last):
        meet |= (ours[:, word, None] & theirs[:, word]) != 0
    return meet


def _may_meet(columns: Columns, rows: Ints) -> Flags:
    need, offer = columns.needs.plain[rows], columns.offers.plain
    starts = np.maximum(need[:, STARTS, None], offer[:, STARTS])
    ends = np.minimum(need[:, ENDS, None], offer[:, ENDS])
    apart = need[:, MUNICIPALITY, None] == offer[:, MUNICIPALITY]
    refused: Flags = apart | _meet(columns, rows, 1) | _meet(columns, rows, 2) | (ends <= starts)
    return ~refused


def _correct(columns: Columns, row: int, score: Ints, passes: Flags) -> None:
    """Put right the few pairs that are more than their kind and group."""
    for at, j, judged in on_record(columns, row):
        passes[j] = judged >= 0
        score[j] = judged if columns.special.offer[at] == j else score[j]


def on_record(columns: Columns, row: int) -> Iterator[tuple[int, int, int]]:
    """Give the pairs on record of a need: place, offer and score; -1 where it is refused."""
    tables, special = columns.tables, columns.special
    need, offers = columns.needs.plain[row], columns.offers.plain
    one = np.array([row])
    for at in range(special.first[row], special.first[row + 1]):
        j = int(special.offer[at])
        detail = tables.detail[offers[j, DETAIL]]
        ties = special.ties[at] | tables.known[tables.need_knowers[need[KIND]], detail[2]]
        topic = offers[j, TOPICS] == 0 or offers[j, TOPICS] & need[TOPICS]
        shut = (
            tables.ways[need[KIND], :, 2]
            | tables.offer_shut[detail[0], tables.twinned[ties], tables.ways[need[KIND], :, 0]]
            | tables.lacks[detail[1], tables.ways[need[KIND], :, 0]]
            | tables.link_shut[ties, tables.ways[need[KIND], :, 0]]
            | (0 if topic else tables.topic_shut[tables.ways[need[KIND], :, 0]])
        )
        is_open = (tables.ways[need[KIND], :, 0] >= 0) & (shut == 0)
        scores = (
            tables.ways[need[KIND], :, 3]
            + tables.form[offers[j, FORM], tables.ways[need[KIND], :, 0]]
        )
        best = int(np.where(is_open, scores, -1).max())
        shared = bool(_meet(columns, one, 0)[0, j])
        passes = _may_meet(columns, one)[0, j] and (shared or offers[j, INTERPRETER])
        if best < 0 or not passes or special.suppressed[at]:
            yield at, j, -1
            continue
        language = int(tables.language[1 if shared else 0])
        yield at, j, best + int(tables.link[ties]) + language + int(special.stands[at])


class DuckLists:
    """The same lists in SQL. Loading is not part of the question."""

    def __init__(self, columns: Columns, rows: Ints, *, top: int, threads: int) -> None:
        self._rows, self._top = rows, top
        self._words = int(columns.tables.width.sum())
        self._own = _sets(columns, 0)
        self._database = duckdb.connect(config={"threads": threads})
        self._database.execute("SET enable_progress_bar = false")
        self._load(columns)

    def ask(self) -> Ints:
        """Return for each need its best offers, -1 after the last."""
        found = np.full((len(self._rows), self._top), -1, np.int64)
        answer = self._database.execute(self._question()).fetchnumpy()
        found[answer["i"], answer["place"] - 1] = answer["j"]
        return found

    def _load(self, columns: Columns) -> None:
        total = len(columns.offer_values)
        value = columns.fixed * total + (total - 1 - columns.offers.plain[:, RANK])
        names = ["kind", "town", "topics", "starts", "ends"]
        need = dict(zip(names, columns.needs.plain[self._rows].T, strict=True))
        names = ["grp", "town", "topics", "starts", "ends", "interpreter"]
        offer = dict(zip(names, columns.offers.plain.T[:6], strict=True))
        for word in range(self._words):
            need[f"b{word}"] = columns.needs.bits[self._rows, word]
            offer[f"b{word}"] = columns.offers.bits[:, word]
        need |= {"i": np.arange(len(self._rows))}
        offer |= {"j": np.arange(total), "value": value}
        kind, grp, topic = np.nonzero(columns.bases.score >= 0)
        base = {
            "kind": kind,
            "grp": grp,
            "topic": topic,
            "score": columns.bases.score[kind, grp, topic],
        }
        record = [
            (at, j, score, score * total + value[j])
            for at, row in enumerate(self._rows.tolist())
            for _place, j, score in on_record(columns, row)
        ]
        known = dict(
            zip(["i", "j", "score", "key"], np.array(record).reshape(-1, 4).T, strict=True)
        )
        self._low, self._high = (int(each) * total for each in columns.tables.language)
        self._total = total
        for name, table in (("need", need), ("offer", offer), ("base", base), ("known", known)):
            self._database.register(
                "incoming", {k: np.ascontiguousarray(v) for k, v in table.items()}
            )
            self._database.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            self._database.unregister("incoming")

    def _question(self) -> str:
        def meet(first: int, last: int) -> str:
            words = (f"(n.b{word} & o.b{word}) <> 0" for word in range(first, last))
            return "(" + " OR ".join(words) + ")"

        own = meet(*self._own)
        return f"""
            WITH plain AS (
                SELECT n.i, o.j, b.score * {self._total} + o.value
                       + CASE WHEN {own} THEN {self._high} ELSE {self._low} END AS key
                FROM need n JOIN base b ON b.kind = n.kind JOIN offer o ON o.grp = b.grp
                WHERE b.topic = CAST(o.topics = 0 OR (o.topics & n.topics) <> 0 AS INTEGER)
                  AND n.town <> o.town
                  AND least(n.ends, o.ends) > greatest(n.starts, o.starts)
                  AND (o.interpreter <> 0 OR {own})
                  AND NOT {meet(self._own[1], self._words)}
            ), every AS (
                SELECT i, j, key FROM plain p ANTI JOIN known k USING (i, j)
                UNION ALL SELECT i, j, key FROM known WHERE score >= 0
            )
            SELECT i, j, row_number() OVER (PARTITION BY i ORDER BY key DESC) AS place
            FROM every QUALIFY place <= {self._top}"""
