"""When a subscription's mails are due: cadence, hour, weekday, time zone and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from monitor.config import QuietHours, Subscription


def last_slot(subscription: Subscription, now: datetime) -> datetime:
    """The latest moment up to now at which a daily or weekly mail was due, in UTC."""
    local = now.astimezone(subscription.timezone)
    day = local.date()
    back = 1
    if subscription.cadence == "weekly":
        day -= timedelta(days=(day.weekday() - subscription.weekday) % 7)
        back = 7
    slot = datetime.combine(day, time(subscription.hour), subscription.timezone).astimezone(UTC)
    if slot <= now:
        return slot
    day -= timedelta(days=back)
    return datetime.combine(day, time(subscription.hour), subscription.timezone).astimezone(UTC)


def next_slot(subscription: Subscription, now: datetime) -> datetime:
    """The next moment at which a mail is due; now for an immediate subscription."""
    if subscription.cadence == "immediate":
        return now
    step = timedelta(days=7 if subscription.cadence == "weekly" else 1)
    day = last_slot(subscription, now).astimezone(subscription.timezone).date() + step
    return datetime.combine(day, time(subscription.hour), subscription.timezone).astimezone(UTC)


def is_due(subscription: Subscription, decided_at: datetime, now: datetime, *, urgent: bool) -> bool:
    """Whether what was decided then may go out by the cadence; quiet hours are asked for apart."""
    return urgent or subscription.cadence == "immediate" or decided_at <= last_slot(subscription, now)


def is_quiet(subscription: Subscription, now: datetime) -> bool:
    """Whether no mail goes out now."""
    quiet = subscription.quiet_hours
    return quiet is not None and _within(quiet, now.astimezone(subscription.timezone).time())


def _within(quiet: QuietHours, moment: time) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= moment < quiet.end
    return moment >= quiet.start or moment < quiet.end
