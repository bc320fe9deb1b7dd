"""Pairs at the edge: what is infinite is so by support or by a moment, and stated, not computed."""


def law(family, **parameters):
    return {"family": family, **parameters}


# p, q, value (None: computed), regime
BOUNDARY = [
    (law("bernoulli", p=0.0), law("bernoulli", p=0.3), None, "boundary"),
    (law("bernoulli", p=1.0), law("bernoulli", p=0.7), None, "boundary"),
    (law("bernoulli", p=0.0), law("bernoulli", p=0.0), "0.0", "boundary"),
    (law("bernoulli", p=1.0), law("bernoulli", p=1.0), "0.0", "boundary"),
    (law("bernoulli", p=0.0), law("bernoulli", p=5e-324), None, "boundary"),
    (law("binom", n=7, p=0.0), law("binom", n=7, p=0.25), None, "boundary"),
    (law("binom", n=7, p=1.0), law("binom", n=7, p=0.25), None, "boundary"),
    (law("binom", n=2, p=0.5), law("binom", n=9, p=0.25), None, "boundary"),
    (law("geom", p=1.0), law("geom", p=0.25), None, "boundary"),
    (law("nbinom", n=2.5, p=1.0), law("nbinom", n=2.5, p=0.25), None, "boundary"),
    (law("poisson", mu=0.0), law("poisson", mu=0.75), None, "boundary"),
    (law("poisson", mu=0.0), law("poisson", mu=0.0), "0.0", "boundary"),
    (law("uniform", loc=0.0, scale=1.0), law("uniform", loc=0.0, scale=3.0), None, "boundary"),
    (law("uniform", loc=2.0, scale=1.0), law("uniform", loc=0.0, scale=3.0), None, "boundary"),
    (law("pareto", b=1.5, scale=2.0), law("pareto", b=2.5, scale=2.0), None, "boundary"),
    (law("vonmises", kappa=0.0, loc=0.5), law("vonmises", kappa=2.0, loc=0.1), None, "boundary"),
    (law("vonmises", kappa=2.0, loc=0.5), law("vonmises", kappa=0.0, loc=0.1), None, "boundary"),
]

NORMAL = law("norm", loc=0.5, scale=2.0)
_PAIRS = [
    # support
    (law("uniform", loc=0.0, scale=1.0), law("uniform", loc=0.0, scale=0.75)),
    (law("uniform", loc=-0.5, scale=1.0), law("expon", scale=2.0)),
    (law("expon", scale=1.0), law("uniform", loc=0.0, scale=1e300)),
    (NORMAL, law("lognorm", s=1.0, scale=2.0)),
    (NORMAL, law("uniform", loc=-1e9, scale=2e9)),
    (law("laplace", loc=9.0, scale=0.1), law("gamma", a=2.0, scale=5.0)),
    (law("pareto", b=2.0, scale=1.0), law("pareto", b=2.0, scale=1.0000000000000002)),
    (law("gamma", a=2.0, scale=1.0), law("beta", a=2.0, b=3.0)),
    (law("expon", scale=1.0), law("pareto", b=1.0, scale=1e-300)),
    (law("bernoulli", p=0.25), law("bernoulli", p=0.0)),
    (law("bernoulli", p=1e-300), law("bernoulli", p=0.0)),
    (law("binom", n=3, p=0.25), law("binom", n=3, p=1.0)),
    (law("binom", n=9, p=0.25), law("binom", n=8, p=0.25)),
    (law("poisson", mu=2.0), law("binom", n=1000, p=0.002)),
    (law("poisson", mu=2.0), law("poisson", mu=0.0)),
    (law("nbinom", n=2.0, p=0.5), law("geom", p=0.5)),
    (law("geom", p=0.5), law("geom", p=1.0)),
    (law("nbinom", n=2.0, p=0.5), law("nbinom", n=2.0, p=1.0)),
    # a moment that does not exist
    (law("cauchy", loc=0.5, scale=2.0), NORMAL),
    (law("cauchy", loc=0.5, scale=2.0), law("laplace", loc=0.5, scale=2.0)),
    (law("cauchy", loc=0.5, scale=2.0), law("logistic", loc=0.5, scale=2.0)),
    (law("t", df=2.0, loc=0.0, scale=1.0), NORMAL),
    (law("t", df=1.0, loc=0.0, scale=1.0), law("logistic", loc=0.0, scale=1.0)),
    (law("pareto", b=1.0, scale=1.0), law("expon", scale=3.0)),
    (law("pareto", b=1.5, scale=1.0), law("halfnorm", scale=3.0)),
    (law("invgamma", a=0.75, scale=1.0), law("gamma", a=2.0, scale=3.0)),
    (law("expon", scale=1.0), law("invgamma", a=2.0, scale=3.0)),
    (law("gamma", a=0.5, scale=1.0), law("invgamma", a=2.0, scale=3.0)),
    (law("laplace", loc=0.0, scale=2.0), law("gumbel_r", loc=0.0, scale=1.5)),
    (law("logistic", loc=0.0, scale=2.0), law("gumbel_r", loc=0.0, scale=1.5)),
]
INFINITE = [(p, q, "inf", "infinite") for p, q in _PAIRS]
