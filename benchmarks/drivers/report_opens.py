"""A Region's morning report in Chromium: from the request for the file to the second frame after it was loaded."""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from socopt.matching import match
from socopt.policy import Night, default_policy
from socopt.report import render, viewer_of
from socopt.report.briefing import brief
from socopt.report.morning import figures
from socopt.synth import synthesize

FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


def measure(seed: str = "101", children: str = "1700") -> tuple[float, str]:
    instance, policy = synthesize(preset="region", seed=int(seed), children=int(children)), default_policy()
    plan = match(instance, policy).plan
    viewer = viewer_of(instance, region_id=instance.manifest.region_id)
    told = brief(instance, policy, plan, viewer)
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(render(told, figures(Night(instance, policy), plan, viewer)), "utf-8")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(file.as_uri())
        seconds = page.evaluate(FRAMES) / 1000
        browser.close()
        return seconds, f"{len(told.lines)} lines, {file.stat().st_size / 1e6:.1f} MB"
