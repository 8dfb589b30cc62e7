"""Small files in the formats of the sources, written by hand; names and numbers are invented."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from django.core.management import call_command

KATOTTG = """code,parent,category,name
UA01,,O,Калинська
UA0101,UA01,P,Вербівський
UA010101,UA0101,H,Вербівська
UA01010101,UA010101,M,Вербове
UA01010102,UA010101,C,Згурівка
UA0101010101,UA01010101,B,Заводський
UA010102,UA0101,H,Ясенівська
UA01010201,UA010102,X,Ясени
UA80000000000093317,,K,Київ
"""

MUNICIPALITIES = """hromada_code,hromada_name,hromada_full_name,hromada_center,lat_center,\
lon_center,square,total_population_2022,sex_head
UA010101,Вербівська,Вербівська міська громада,Вербове,49.10,28.30,86.1,9361,female
UA010102,Ясенівська,Ясенівська селищна громада,Ясени,49.50,28.90,,4200,male
"""

AGREEMENTS = """register_number,start,end,hromada_code_a,hromada_code_b
3,2015-02-12,2023-04-10,UA010101,UA010102
3,2015-02-12,2023-04-10,UA010102,UA010101
"""

TOWNS = """qid,name,country,lat,lon,population
Q1,Verbove,Ukraine,49.11,28.31,9400
Q2,Lindental,Germany,50.20,8.70,120000
Q3,Belmont-sur-Lac,France,46.10,6.10,
"""

LINKS = """qid_a,qid_b
Q1,Q2
Q2,Q3
"""

_GEONAMES = (
    "11\tLindental\tLindental\t\t50.201\t8.701\tP\tPPLA\tDE\t\t05\t\t\t\t120500\t\t90\tX\t2024-01-01",
    "12\tLindental-Nord\tLindental-Nord\t\t50.21\t8.7\tP\tPPLX\tDE\t\t05\t\t\t\t900\t\t90\tX\t2024-01-01",
    "13\tHessen\tHesse\t\t50.6\t9.0\tA\tADM1\tDE\t\t05\t\t\t\t6000000\t\t90\tX\t2024-01-01",
    "14\tVerbove\tVerbove\t\t49.101\t28.302\tP\tPPL\tUA\t\t01\t\t\t\t9300\t\t90\tX\t2024-01-01",
    "15\tZhurivka\tZhurivka\t\t49.3\t28.6\tP\tPPL\tUA\t\t01\t\t\t\t300\t\t90\tX\t2024-01-01",
)
GEONAMES = "".join(line + "\n" for line in _GEONAMES)

HOSTILITIES = """code,name_uk,oblast_uk,status,start,end
UA010101,Вербівська громада,КАЛИНСЬКА,active_hostilities,2022-02-24,2022-04-10
UA010101,Вербівська громада,КАЛИНСЬКА,possible_hostilities,2022-04-10,
UA01010201,с-ще Ясени,КАЛИНСЬКА,possible_hostilities,2022-03-05,2022-03-05
UA0101,Вербівський район,КАЛИНСЬКА,occupied,2022-02-24,
"""

ADMINISTRATIONS = """hromada_code,name_uk,name_en_source,oblast_source,occupation_status
UA010101,Вербівська,Verbivska,Kalynska,Non-occupied
UA010102,Ясенівська,Yasenivska,Kalynska,Partially occupied
"""

_UCDP_HEADER = (
    "id,year,type_of_violence,conflict_new_id,conflict_name,dyad_name,side_a,side_b,"
    "number_of_sources,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,country,iso3,"
    "event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low"
)


def ucdp(*events: str) -> str:
    """Return a file of events made by `ucdp_event`."""
    return "\n".join([_UCDP_HEADER, *events, ""])


def ucdp_event(
    event_id: int = 7,
    *,
    where_prec: int = 1,
    latitude: float = 49.12,
    longitude: float = 28.31,
    starts: str = "2014-06-01",
    ends: str = "2014-06-02",
    best: int = 3,
) -> str:
    return (
        f"{event_id},2014,1,90,Land: Government,Side A - Side B,Side A,Side B,-1,{where_prec},"
        f"Verbove town,Kalynska oblast,,{latitude},{longitude},Ukraine,UKR,1,1,{starts},{ends},"
        f"1,1,1,0,{best},{best},{best}"
    )


def write(folder: Path, text: str, name: str = "list_2025.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(command: str, *arguments: object) -> str:
    """Run an import command and return what it says."""
    said = StringIO()
    call_command(command, *(str(argument) for argument in arguments), stdout=said)
    return said.getvalue()


def have_ukraine(folder: Path) -> None:
    """Import the codifier and the municipalities of the excerpts."""
    run("import_katottg", write(folder, KATOTTG, "katottg.csv"))
    run("import_ua_municipalities", write(folder, MUNICIPALITIES, "municipalities.csv"))


def counts(said: str) -> Sequence[str]:
    """Return what one line of a summary counts, without its costs."""
    return [line.split(" in ")[0].split(": ", 1)[1] for line in said.splitlines()]
