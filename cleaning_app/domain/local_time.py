"""From an organisation's wall clock to UTC, on the days the clocks change too."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cleaning_app.errors import Invalid


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` ever showed this naive local time."""
    there = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(fold=0)


def resolve_local(naive: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment of a naive local time, as a person wrote it.

    A time shown twice (clocks going back) means the first. Raises Invalid for one that clocks jump
    over, such as 02:30 on 8 March 2026 in America/Edmonton.
    """
    _expect_naive(naive)
    if not exists(naive, zone):
        day = f"{naive.day} {naive:%B %Y}"
        raise Invalid(
            f"{naive:%H:%M} on {day} does not exist in {zone.key}: the clocks go forward then."
        )
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC)


def moment_of(naive: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment of a naive local time, for rules that need an answer on every day.

    A time shown twice means the first; one that clocks jump over is moved forward to the moment
    they jump. So later local times never become earlier moments.
    """
    _expect_naive(naive)
    before = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if exists(naive, zone):
        return before
    # In a gap, fold 1 reads the time with the later offset and lands before the jump (PEP 495).
    after = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    old_offset = after.astimezone(zone).utcoffset()
    seconds = int((before - after).total_seconds())
    jump = bisect_left(
        range(seconds + 1),
        True,
        key=lambda second: (
            (after + timedelta(seconds=second)).astimezone(zone).utcoffset() != old_offset
        ),
    )
    return after + timedelta(seconds=jump)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local date, in UTC; not always 00:00 where clocks change at midnight."""
    return moment_of(datetime.combine(day, time()), zone)


def same_time_on(moment: datetime, day: date, zone: ZoneInfo) -> datetime:
    """The moment with the same local time of day on another day.

    9:30 stays 9:30 when the clocks change in between; a time the day does not have becomes the moment
    the clocks jump over it.
    """
    return moment_of(datetime.combine(day, moment.astimezone(zone).time()), zone)


def _expect_naive(moment: datetime) -> None:
    if moment.tzinfo is not None:
        raise ValueError("a local time carries no zone of its own")


def day_starts(first: date, last: date, zone: ZoneInfo) -> list[datetime]:
    """The first moment of each local date from `first` to `last`, both included.

    A query tells a moment's local day by `first + width_bucket(moment, day_starts) - 1`: a database
    brings time zone rules of its own, and two books of rules give two days.
    """
    return [day_start(first + timedelta(days=n), zone) for n in range((last - first).days + 1)]


def offsets(start: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[datetime, timedelta]]:
    """What clocks in `zone` are ahead of UTC from `start` on, and from each change until `end`."""
    found = [(start, _ahead(start, zone))]
    day = timedelta(days=1)
    for n in range(-(-(end - start) // day)):
        before, after = start + n * day, min(start + (n + 1) * day, end)
        if _ahead(after, zone) != found[-1][1]:
            seconds = range(int((after - before).total_seconds()) + 1)
            change = bisect_left(
                seconds,
                True,
                key=lambda second, before=before: (
                    _ahead(before + timedelta(seconds=second), zone) != found[-1][1]
                ),
            )
            found.append((before + timedelta(seconds=change), _ahead(after, zone)))
    return found


def _ahead(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
