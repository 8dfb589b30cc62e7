"""The texts of the sources and their translations."""

from babel.messages.catalog import Catalog

from devtools import messages
from devtools.templates import gettext_calls


def test_every_kind_of_text_in_a_template_becomes_a_call():
    template = """
      {% load i18n %}<p title="it's">{% translate "Send" %}</p>{{ _("Yes")|upper }}
      {% translate "May" context "month" %}
      {% blocktranslate trimmed count n=total %}
        One (1) appeal from {{ place }}
      {% plural %}
        {{ n }} appeals from {{ place }}
      {% endblocktranslate %}
    """

    calls = gettext_calls(template)

    assert calls.splitlines() == [
        "gettext(u'Send')",
        '_("Yes")',
        "pgettext(u'month', u'May')",
        "ngettext(u'One (1) appeal from %(place)s', u'%(n)s appeals from %(place)s', count)",
    ]


def test_a_translation_stays_with_its_text_and_a_lost_text_goes():
    old = Catalog(locale="fr")
    old.add("Send", "Envoyer")
    old.add("Lost", "Perdu")
    texts = Catalog()
    texts.add("Send")
    texts.add("New")

    merged = messages.merged(texts, "fr", old)

    assert {text.id: text.string for text in merged if text.id} == {"Send": "Envoyer", "New": None}


def test_the_same_word_in_another_context_keeps_its_own_translation():
    old = Catalog(locale="fr")
    old.add("May", "mai", context="month")
    old.add("May", "Peut", context="permission")

    merged = messages.merged(old, "fr", old)

    assert {text.context: text.string for text in merged if text.id} == {
        "month": "mai",
        "permission": "Peut",
    }


def test_a_text_that_gains_a_plural_is_translated_anew():
    old = Catalog(locale="fr")
    old.add("%(n)s appeal", "%(n)s appel")
    texts = Catalog()
    texts.add(("%(n)s appeal", "%(n)s appeals"))

    merged = messages.merged(texts, "fr", old)

    assert [text.id for text in messages.untranslated(merged)] == [
        ("%(n)s appeal", "%(n)s appeals")
    ]


def test_what_is_written_names_no_line_no_date_and_no_program():
    catalog = Catalog(locale="ar")
    catalog.add("Send", "إرسال", locations=[("web/views.py", 12)])

    written = messages.written(catalog)

    assert written == messages.HEADER.format(language="ar", plurals=messages.PLURALS["ar"]) + (
        'msgid "Send"\nmsgstr "إرسال"\n'
    )
