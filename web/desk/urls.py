from django.urls import include, path

from web.desk import agencies, export, views
from web.desk.asides import views as asides
from web.desk.attachments import views as attachments
from web.desk.beside import views as beside
from web.desk.fairness import views as fairness
from web.desk.search import views as search
from web.desk.shortcuts import views as shortcuts
from web.desk.together import views as together

app_name = "desk"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("together/", together.together, name="together"),
    path("cases/<uuid:reference>/", views.case, name="case"),
    path("cases/<uuid:reference>/take/", views.take, name="take"),
    path("cases/<uuid:reference>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("cases/<uuid:reference>/why-not/<uuid:pledge>/", views.why_not, name="why_not"),
    path("cases/<uuid:reference>/beside/", beside.beside, name="beside"),
    path("cases/<uuid:reference>/set-aside/<uuid:pledge>/", asides.set_aside, name="set_aside"),
    path("cases/<uuid:reference>/asides/<uuid:aside>/lift/", asides.lift, name="lift_aside"),
    path("cases/<uuid:reference>/agency/", agencies.ask, name="ask_agency"),
    path("cases/<uuid:reference>/agency/<uuid:asked>/", agencies.reply, name="agency_reply"),
    path("documents/<uuid:attachment>/", attachments.document, name="document"),
    path("runs/", views.runs, name="runs"),
    path("runs/start/", views.start_run, name="start_run"),
    path("runs/<uuid:reference>/cancel/", views.cancel_run, name="cancel_run"),
    path("imports/", views.imports, name="imports"),
    path("cases.csv", export.cases, name="export"),
    path("fairness/", fairness.index, name="fairness"),
    path("shortcuts/", shortcuts.listed, name="shortcuts"),
    path("search/", search.index, name="search"),
    path("", include("web.desk.saved.urls")),
    path("", include("web.desk.clocks.urls")),
    path("", include("web.desk.answers.urls")),
    path("", include("web.desk.objections.urls")),
    path("", include("web.desk.questions.urls")),
    path("", include("web.desk.proposals.urls")),
    path("", include("web.desk.merging.urls")),
    path("", include("web.desk.results.urls")),
    path("", include("web.desk.still_needed.urls")),
    path("", include("web.desk.quarantine.urls")),
    path("", include("web.desk.card.urls")),
    path("trinnings/", include("web.desk.trinnings.urls")),
    path("actions/", include("web.desk.actions.urls")),
]
