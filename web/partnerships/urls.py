from django.urls import path

from web.partnerships import carried, reports, views, writing

app_name = "partnerships"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:reference>/", views.detail, name="detail"),
    path("<uuid:reference>/calendar.ics", carried.calendar, name="calendar"),
    path("<uuid:reference>/summary/", carried.summary, name="summary"),
    path("<uuid:reference>/pause/", views.pause, name="pause"),
    path("<uuid:reference>/end/", views.end, name="end"),
    path("<uuid:reference>/objective/", writing.objective, name="objective"),
    path("<uuid:reference>/body/", writing.body, name="body"),
    path("<uuid:reference>/contacts/", views.contacts, name="contacts"),
    path("<uuid:reference>/objectives/<uuid:objective>/drop/", writing.drop, name="drop"),
    path("<uuid:reference>/decision/", writing.decision, name="decision"),
    path("<uuid:reference>/safeguard/", writing.safeguard, name="safeguard"),
    path("<uuid:reference>/move/", views.move, name="move"),
    path("<uuid:reference>/plan/", reports.plan, name="plan"),
    path(
        "<uuid:reference>/activities/<uuid:activity>/move/",
        reports.move_activity,
        name="move_activity",
    ),
    path("<uuid:reference>/objectives/<uuid:objective>/result/", reports.result, name="result"),
    path("<uuid:reference>/results/<uuid:outcome>/appraise/", reports.appraise, name="appraise"),
    path("<uuid:reference>/harm/", reports.harm, name="harm"),
    path("<uuid:reference>/indicator/", reports.indicator, name="indicator"),
    path("<uuid:reference>/leave/", reports.leave, name="leave"),
    path(
        "<uuid:reference>/reviews/<uuid:review>/close/", reports.close_review, name="close_review"
    ),
]
