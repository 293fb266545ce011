"""The steps of the migrations make the tables that the code expects, on both databases."""

import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

from models.service_errors import Unavailable
from worker.store import Store
from worker.store.store import MIGRATIONS
from worker.store.tables import Base, DocumentRow, ReprocessedRow, ReprocessingRow, StructureRow


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'one.db'}"
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


def test_the_steps_make_the_tables_that_the_code_expects(store):
    store.migrate()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(store):
    store.migrate()
    with store.session() as session:
        session.add(StructureRow(name="Dubois Menuiserie"))
    store.migrate()
    with store.reading() as session:
        assert session.query(StructureRow).count() == 1


def test_processes_that_start_together_migrate_once(url, store):
    program = f"from worker.store import Store; store = Store({url!r}); store.migrate(); store.close()"
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 3, said
    assert set(Base.metadata.tables) <= set(inspect(store.engine).get_table_names())


def test_every_step_can_be_taken_back(store):
    store.migrate()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(store.engine).get_table_names() == ["alembic_version"]
    store.migrate()
    assert set(Base.metadata.tables) <= set(inspect(store.engine).get_table_names())


def test_runs_that_were_read_before_they_were_summed_up_are_so_by_the_step(store):
    store.migrate()
    change = {"field": "lines[2].quantity", "new": "2"}
    proposal = {"choice": {"step": "recycle"}, "lacks": {"fr": "Où ?", "en": "Where?"}}
    told = (
        ({"changes": [change], "proposal": proposal}, None, ("recycle", True, True)),
        ({"changes": [change | {"kept": True}], "proposal": proposal}, {"step": "leave"}, ("leave", False, False)),
        (None, None, (None, False, False)),
    )
    with store.session() as session:
        home = StructureRow(name="Dubois Menuiserie")
        session.add(home)
        session.flush()
        run = ReprocessingRow(structure_id=home.id, mode="fill", stage="shown", engine="e", actor="a", asked={})
        papers = [
            DocumentRow(structure_id=home.id, name="f", sha256=str(one), size=1, media_type="application/pdf")
            for one, _ in enumerate(told)
        ]
        session.add_all([run, *papers])
        session.flush()
        for place, (reading, choice, _) in enumerate(told):
            session.add(ReprocessedRow(run_id=run.id, document_id=papers[place].id, position=place, sha256="0",
                                       reading=reading, choice=choice))  # fmt: skip
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
        command.upgrade(config, "head")
    with store.reading() as session:
        rows = session.scalars(select(ReprocessedRow).order_by(ReprocessedRow.position))
        assert [(row.step, row.lacks, row.changed) for row in rows] == [expected for _, _, expected in told]
        assert session.scalars(select(ReprocessingRow.sums)).one() == [{"field": "lines", "found": 1, "kept": 1}]


def test_a_database_without_tables_is_told_as_unavailable_by_sqlite(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Unavailable, match="base de données"), store.session() as session:
        session.query(StructureRow).all()
    store.close()


def test_a_server_that_is_away_is_told_as_unavailable(tmp_path):
    store = Store(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(Unavailable, match="base de données"), store.reading() as session:
        session.query(StructureRow).all()
    store.close()
