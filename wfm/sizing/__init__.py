"""Forecast to requirement, and staffing to service.

For other rooms: `requirement.requirement_of` and `size.size_frame` size a forecast for a
`target.Target` under `options.SizingOptions`; `service.expected_service` predicts what a staffing
gives. Below them one queueing model a file (`erlang_b`, `erlang_c`, `erlang_a`), the exact
inverse (`inverse`), and one idea a file: `lag`, `doubt`, `shrinkage`.
"""
