from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_statechange_refuses_truncate'),
        ('notices', '0004_kinds_of_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notices_notice_kind_is_known',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('proposal_put', 'A proposal waits for your answer.'), ('proposal_introduced', 'Everyone has agreed to a proposal: you are introduced.'), ('proposal_ended', 'An introduction has ended.'), ('appeal_acknowledged', 'A person at the secretariat has read your appeal.'), ('appeal_answered', 'Your appeal has an answer.'), ('appeal_answer_retracted', 'An answer to your appeal was taken back.'), ('appeal_closed', 'Your appeal is closed. Its answer stays.'), ('appeal_merged', 'Your appeal was joined with another one of yours.'), ('appeal_separated', 'Your appeal goes on by itself again.'), ('appeal_asked_again', 'You are asked whether you still need the help you asked for.'), ('objection_replied', 'The secretariat has replied to your objection.'), ('appeal_question', 'The officer of your appeal asks you something.'), ('appeal_card', 'The officer of your appeal proposes what everybody could read of it.'), ('case_assigned', 'A supervisor has given you a case.'), ('case_objection', 'The author of an appeal of yours does not agree.'), ('case_replied', 'The author of an appeal of yours has replied to your question.'), ('check_replied', 'The author of an appeal that you check has replied to your question.'), ('case_to_ask', 'Ask the author of an appeal of yours whether help is still needed.'), ('case_spoke_again', 'The author of an appeal of yours says whether help is needed.'), ('case_card', 'The author of an appeal of yours has decided about its public card.'), ('case_silent', 'The author of an appeal of yours was asked twice and is silent.'), ('case_rewritten', 'An appeal of yours was rewritten by its author.'), ('case_withdrawn', 'An appeal of yours was withdrawn by its author.'), ('case_reopened', 'An appeal of yours waits for an answer again.'), ('case_overdue', 'An appeal of yours has waited too long.'), ('desk_overdue', 'An appeal has waited too long, and its officer was told before.'), ('case_party_spoke', 'A party has spoken to a proposal in your cases.'), ('case_introduced', 'The parties to a proposal in your cases are introduced.'), ('case_over', 'A proposal in your cases is over.'), ('partnership_opened', 'A partnership has begun.'), ('partnership_paused', 'A partnership rests.'), ('partnership_ended', 'A partnership has ended.'), ('partnership_changed', 'Something has changed in a partnership.'), ('partnership_reviewed', 'The review of a partnership has moved on.'), ('partnership_harm', 'Someone has recorded a harm in a partnership.'), ('search_fitted', 'A need that is new on the public list fits a search you saved.')], max_length=32),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['appeal_acknowledged', 'appeal_answer_retracted', 'appeal_answered', 'appeal_asked_again', 'appeal_card', 'appeal_closed', 'appeal_merged', 'appeal_question', 'appeal_separated', 'case_assigned', 'case_card', 'case_introduced', 'case_objection', 'case_over', 'case_overdue', 'case_party_spoke', 'case_reopened', 'case_replied', 'case_rewritten', 'case_silent', 'case_spoke_again', 'case_to_ask', 'case_withdrawn', 'check_replied', 'desk_overdue', 'objection_replied', 'partnership_changed', 'partnership_ended', 'partnership_harm', 'partnership_opened', 'partnership_paused', 'partnership_reviewed', 'proposal_ended', 'proposal_introduced', 'proposal_put', 'search_fitted'])), name='notices_notice_kind_is_known'),
        ),
    ]
