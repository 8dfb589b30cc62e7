"""Open the door of an empty platform."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import services
from accounts.labels import LANGUAGE_LABELS


class Command(BaseCommand):
    help = "Invite the first supervisor, who then invites everyone else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("display_name")
        parser.add_argument("--language", choices=sorted(LANGUAGE_LABELS), default="en")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            invitation = services.invite_first_supervisor(
                email=options["email"],
                display_name=options["display_name"],
                language=options["language"],
                at=timezone.now(),
            )
        except services.SupervisorExists as refusal:
            raise CommandError("There is a supervisor already. Nobody was invited.") from refusal
        except services.AddressTaken as refusal:
            raise CommandError("Someone has this address. Nobody was invited.") from refusal
        except ValidationError as refusal:
            raise CommandError("This is no e-mail address. Nobody was invited.") from refusal
        self.stdout.write(f"The code, shown once and valid for three days: {invitation.code}")
