"""A model whose observables are known: products of its parameters, with a limit, a flag, and points that fail."""

import jax.numpy as jnp

import reheaton as rh


class Products(rh.Probe):
    """What is read off: nothing of the universe, so that a point costs next to nothing."""

    a: float
    b: float
    OBSERVABLES = {
        "product": rh.Observable("GeV", "a times b", r"ab", headline=True),
        "ratio": rh.Observable("GeV", "a over b"),
    }
    CITATIONS = ("Kolb:1990vq",)

    def observe(self, background, events, tables):
        # Not defined where b is 7.
        return {"product": jnp.where(self.b == 7.0, jnp.nan, self.a * self.b), "ratio": self.a / self.b}

    def limits(self, found):
        return [rh.Limit("Product", found["product"], 100.0, True, 0.95, "nobody")]

    def checks(self, found):
        return [rh.Check("small_ratio", found["ratio"], "the ratio is {value:.2g}.", below=0.5, meaning="a over b")]


class Product(rh.Model):
    """Two numbers and their product."""

    a: float = rh.parameter("GeV", "the first number", minimum=0, maximum=1000, exclusive_minimum=True, symbol="a")
    b: float = rh.parameter("", "the second number", default=2.0, minimum=1, maximum=50, symbol="b")
    T_start: float = rh.parameter("GeV", "temperature at the start", default=1.0, minimum=0.1, maximum=10)
    unused: str = rh.option(("left", "right"), "a choice without effect")

    def check(self):
        if self.a > 500 and self.b > 20:
            raise rh.InvalidInput(f"a = {self.a:g} and b = {self.b:g} are both large.")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return [Products(a=self.a, b=self.b)]
