"""A centre played through, call by call: what a roster gives when the formulas no longer hold.

`simulate.simulate` is the way in: traffic and crew in, service per interval and queue with
confidence bands out. Below it: who calls (`arrivals`, `shapes`, `callers`), who answers (`crew`,
`routing`), the event loop (`kernel`, and `kernel_numba` where numba can be loaded, to the same
result), `records` of every event, and what is counted from them (`statistics`, `bands`,
`replications`). docs/simulation.md says what is assumed.
"""
