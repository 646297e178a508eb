"""A chart shows its numbers and is well-formed, whatever it is called."""

import json
from xml.etree import ElementTree as ET

from training.loop import draw_curve
from training.picture import Axis, line_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**options):
    return ET.fromstring(line_chart(across=Axis("step", 0, 10), up=Axis("loss", 0, 1), **options))


def test_points_stand_where_their_numbers_say():
    (line,) = drawn(lines={"one": [(0, 0), (10, 1)]}).iter(f"{SVG}polyline")
    assert line.get("points") == "70.0,340.0 620.0,20.0"


def test_names_are_words_and_no_markup():
    words = [each.text for each in drawn(lines={"<b> & c": [(0, 0)]}, labels={(1, 1): "<i>"}).iter(f"{SVG}text")]
    assert {"<b> & c", "<i>", "step", "loss"} <= set(words)


def test_a_run_draws_its_losses(tmp_path):
    rows = [{"step": step, "of": 40, "tag_loss": 1 / step, "pointer_loss": 2 / step} for step in (20, 40)]
    (tmp_path / "curve.jsonl").write_text("\n".join(map(json.dumps, rows)))
    draw_curve(tmp_path)
    tree = ET.parse(tmp_path / "curve.svg")
    assert len(list(tree.iter(f"{SVG}polyline"))) == 2


def test_a_run_without_a_curve_draws_nothing(tmp_path):
    draw_curve(tmp_path)
    assert not list(tmp_path.iterdir())
