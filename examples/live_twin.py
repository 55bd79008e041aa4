"""Sliders on the solver of the twin model: history, Delta N_eff, limits and verdict of a point, as you move it.

    pip install marimo
    marimo run examples/live_twin.py        # marimo edit examples/live_twin.py shows the code as well

Every move solves the model again; the first one waits for compilation.
"""

import marimo

app = marimo.App(width="medium", app_title="The twin sector, live")


@app.cell
def _():
    import marimo as mo

    import reheaton as rh
    from reheaton.papers.twin_sterile_neutrino.figures.figure_1 import draw_twin_history

    return draw_twin_history, mo, rh


@app.cell
def _(mo):
    mo.md(
        r"""
        # The twin sector, live

        A heavy neutrino $N$ of mass $m_N$, which gives a light mass $m_\nu$, decays into our sector and dilutes the
        twin sector, whose Higgs field has the expectation value $v_B$. Small $m_\nu$: late decays, more dilution, and
        reheating closer to nucleosynthesis.
        """
    )


@app.cell
def _(mo):
    log_m_N = mo.ui.slider(0.0, 3.0, step=0.02, value=1.9, debounce=True, label=r"$\log_{10}(m_N/{\rm GeV})$")
    log_m_nu = mo.ui.slider(-11.0, -2.0, step=0.05, value=-8.8, debounce=True, label=r"$\log_{10}(m_\nu/{\rm eV})$")
    vev_ratio = mo.ui.slider(2.0, 10.0, step=0.1, value=4.0, debounce=True, label=r"$v_B/v_A$")
    limits = mo.ui.dropdown(["current", "paper"], value="current", label="limits")
    mo.hstack([mo.vstack([log_m_N, log_m_nu]), mo.vstack([vev_ratio, limits])], justify="start", gap=3)
    return limits, log_m_N, log_m_nu, vev_ratio


@app.cell
def _(limits, log_m_N, log_m_nu, rh, vev_ratio):
    point = rh.TwinSterileNeutrino(
        m_N=10.0**log_m_N.value, m_nu=10.0**log_m_nu.value, vev_ratio=vev_ratio.value, limits=limits.value
    ).solve()
    return (point,)


@app.cell
def _(mo, point):
    shown = {name: point.observables[name] for name in ("delta_N_eff_cmb", "delta_N_eff_bbn", "T_RH", "T_ratio_cmb")}
    kind = {"allowed": "success", "excluded": "danger", "outside": "warn"}[point.verdict]
    words = {"outside": "outside the approximation"}.get(point.verdict, point.verdict)
    numbers = mo.hstack(
        [mo.stat(f"{value:.4g}", label=f"{name} {point.units[name]}".strip()) for name, value in shown.items()],
        justify="start",
    )
    mo.vstack([mo.callout(mo.md(f"**{words}**"), kind=kind), numbers])
    return (shown,)


@app.cell
def _(mo, point):
    rows = [
        {"limit": limit.name, "margin": f"{limit.margin:+.3g}", "verdict": "allowed" if limit.allowed else "excluded"}
        for limit in point.limits
    ]
    flags = mo.md("\n".join(f"- `{flag.name}`: {flag.message}" for flag in point.flags) or "No flag is raised.")
    mo.vstack([mo.ui.table(rows, selection=None), flags])


@app.cell
def _(draw_twin_history, mo, point):
    mo.as_html(draw_twin_history(point).figure)


if __name__ == "__main__":
    app.run()
