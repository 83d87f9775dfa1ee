"""Expressions over an instance's variables, for every peer to write in its own words: nodes with an interval and a float64 value.

A node is an operation on other nodes; `order(roots)` lists them with what they depend on first. The intervals are natural ones
in plain float64, without outward rounding: they bound the variables that full-space solvers get for neurons, and prove nothing.
"""

import math
from itertools import product as pairs

INFINITY = math.inf


class Refused(Exception):
    """Why a peer cannot read an instance; becomes its record."""


class Node:
    """`operation` of `arguments`, with constants in `data`; `is_element`: of a model's layer, which full-space solvers give a variable of its own."""

    __slots__ = ("operation", "arguments", "data", "lower", "upper", "is_element")

    def __init__(self, operation, arguments, data, bounds):
        self.operation, self.arguments, self.data = operation, arguments, data
        self.lower, self.upper = bounds
        self.is_element = False

    def __add__(self, other):
        return affine([1, 1], [self, other])

    __radd__ = __add__

    def __sub__(self, other):
        return affine([1, -1], [self, other])

    def __rsub__(self, other):
        return affine([1, -1], [other, self])

    def __neg__(self):
        return affine([-1], [self])

    def __mul__(self, other):
        if not isinstance(other, Node):
            return affine([other], [self])
        if other.operation == "constant":
            return affine([other.data], [self])
        if self.operation == "constant":
            return affine([self.data], [other])
        if other is self:
            return self**2
        corners = [a * b if a and b else 0.0 for a, b in pairs((self.lower, self.upper), (other.lower, other.upper))]
        return Node("product", (self, other), None, (min(corners), max(corners)))

    __rmul__ = __mul__

    def __truediv__(self, other):
        if not isinstance(other, Node):
            return affine([1 / other], [self])
        if other.operation == "constant":
            return affine([1 / other.data], [self])
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def __pow__(self, exponent):
        if isinstance(exponent, Node):
            if exponent.operation != "constant":
                raise Refused("a variable exponent is not translated")
            exponent = exponent.data
        if self.operation == "constant":
            return constant(self.data**exponent)
        return self if exponent == 1 else Node("power", (self,), exponent, power_bounds(self, exponent))


def constant(value):
    return Node("constant", (), float(value), (float(value), float(value)))


def variable(index, lower, upper):
    return Node("variable", (), index, (lower, upper))


def affine(weights, terms, bias=0.0):
    """Sum of weight * term + bias; sums within it are taken apart, constants folded."""
    total, collected = float(bias), {}
    for weight, term in zip(weights, terms):
        weight = float(weight)
        if not isinstance(term, Node):
            total += weight * float(term)
        elif term.operation == "constant":
            total += weight * term.data
        elif term.operation == "sum" and not term.is_element:
            inner, inner_bias = term.data
            total += weight * inner_bias
            for factor, argument in zip(inner, term.arguments):
                collected[argument] = collected.get(argument, 0.0) + weight * factor
        else:
            collected[term] = collected.get(term, 0.0) + weight
    collected = {term: weight for term, weight in collected.items() if weight != 0}
    if not collected:
        return constant(total)
    if total == 0 and list(collected.values()) == [1.0]:
        return next(iter(collected))
    lower = upper = total
    for term, weight in collected.items():
        ends = (weight * term.lower, weight * term.upper)
        lower, upper = lower + min(ends), upper + max(ends)
    return Node("sum", tuple(collected), (tuple(collected.values()), total), (lower, upper))


def power_bounds(node, exponent):
    lower, upper = node.lower, node.upper
    if exponent < 0 and lower <= 0 <= upper:
        return (-INFINITY, INFINITY) if exponent % 2 == 1 else (0.0, INFINITY)
    if exponent != int(exponent):
        lower = max(lower, 0.0)
        if upper < lower:
            raise Refused("a fractional power of what is never positive")
    ends = sorted((lower**exponent, upper**exponent))
    return (0.0, ends[1]) if lower < 0 < upper and exponent % 2 == 0 else tuple(ends)


def sigmoid(z):
    return 0.5 + 0.5 * math.tanh(0.5 * z)


def softplus(z):
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def logarithm(z):
    return math.log(z) if z > 0 else -INFINITY


def exponential(z):
    return math.exp(z) if z < 709 else INFINITY


def matern12(t):
    return math.exp(-math.sqrt(t))


def matern32(t):
    return (1 + math.sqrt(3 * t)) * math.exp(-math.sqrt(3 * t))


def matern52(t):
    return (1 + math.sqrt(5 * t) + 5 / 3 * t) * math.exp(-math.sqrt(5 * t))


# Kernels are functions of the squared distance.
KERNELS = {"squared-exponential": lambda t: math.exp(-t / 2), "matern12": matern12, "matern32": matern32, "matern52": matern52}
INCREASING = {
    "exp": exponential,
    "log": logarithm,
    "sqrt": lambda z: math.sqrt(max(z, 0.0)),
    "tanh": math.tanh,
    "atan": math.atan,
    "erf": math.erf,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "relu": lambda z: max(z, 0.0),
}
OTHER = {"sin": math.sin, "cos": math.cos, "tan": math.tan, "abs": abs}
VALUES = {**KERNELS, **INCREASING, **OTHER}


def apply(name, argument):
    """A univariate function of a node or number."""
    if not isinstance(argument, Node):
        argument = constant(argument)
    if argument.operation == "constant":
        return constant(VALUES[name](argument.data))
    lower, upper = argument.lower, argument.upper
    if name in INCREASING:
        bounds = (INCREASING[name](lower), INCREASING[name](upper))
    elif name in KERNELS:
        bounds = (KERNELS[name](max(upper, 0.0)), KERNELS[name](max(lower, 0.0)))
    elif name == "abs":
        bounds = (0.0 if lower <= 0 <= upper else min(abs(lower), abs(upper)), max(abs(lower), abs(upper)))
    else:
        bounds = (-INFINITY, INFINITY) if name == "tan" else (-1.0, 1.0)
    return Node("function", (argument,), name, bounds)


def extremum(name, nodes):
    """`minimum` or `maximum` of several nodes, two by two."""
    first, *others = (node if isinstance(node, Node) else constant(node) for node in nodes)
    pick = min if name == "minimum" else max
    for other in others:
        first = Node(name, (first, other), None, (pick(first.lower, other.lower), pick(first.upper, other.upper)))
    return first


def at_least(node, floor):
    """The node, which cannot be smaller than `floor` except by rounding."""
    return Node("floored", (node,), floor, (max(node.lower, floor), max(node.upper, floor)))


def improvement(mean, deviation, best):
    """Expected improvement below `best`."""
    most = max(best - mean.lower, 0.0) + deviation.upper
    return Node("improvement", (mean, deviation), best, (0.0, most))


def element(node):
    node.is_element = node.operation not in ("constant", "variable")
    return node


def order(roots):
    """All nodes below the roots, arguments first, each once."""
    done, stack, result = set(), [(root, False) for root in reversed(roots)], []
    while stack:
        node, is_ready = stack.pop()
        if node in done:
            continue
        if is_ready:
            done.add(node)
            result.append(node)
        else:
            stack.append((node, True))
            stack.extend((argument, False) for argument in node.arguments)
    return result


def emitted(roots, emit):
    """The roots in another language: `emit(node, arguments)` says what a node is, given its arguments."""
    values = {}
    for node in order(roots):
        values[node] = emit(node, [values[argument] for argument in node.arguments])
    return [values[root] for root in roots]


def value_at(roots, x):
    """Values of the roots in float64 at a point."""

    def emit(node, arguments):
        kind, data = node.operation, node.data
        if kind == "constant":
            return data
        if kind == "variable":
            return x[data]
        if kind == "sum":
            return data[1] + sum(weight * argument for weight, argument in zip(data[0], arguments))
        if kind == "product":
            return arguments[0] * arguments[1]
        if kind == "power":
            return arguments[0] ** data
        if kind == "function":
            return VALUES[data](arguments[0])
        if kind in ("minimum", "maximum"):
            return (min if kind == "minimum" else max)(arguments)
        if kind == "floored":
            return max(arguments[0], data)
        if kind == "trees":
            return data.value(arguments)
        mean, deviation = arguments
        z = (data - mean) / deviation
        return deviation * (z * 0.5 * math.erfc(-z / math.sqrt(2)) + math.exp(-z * z / 2) / math.sqrt(2 * math.pi))

    return emitted(roots, emit)
