"""BoTorch's multistart over a Gaussian process with the file's hyper-parameters: the best value that it finds and its time, no proof."""

import warnings

import torch
from expression import Refused
from instance import Problem
from models import GaussianProcess
from record import Clock, outcome

warnings.filterwarnings("ignore")
import botorch  # noqa: E402
import gpytorch  # noqa: E402
from botorch.acquisition import LogExpectedImprovement, PosteriorMean, UpperConfidenceBound  # noqa: E402
from botorch.models import SingleTaskGP  # noqa: E402
from botorch.optim import optimize_acqf  # noqa: E402

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
VERSION = f"botorch {botorch.__version__}"
RESTARTS, RAW_SAMPLES = 10, 512
MATERN = {"matern12": 0.5, "matern32": 1.5, "matern52": 2.5}


def model_of(process):
    """In the scaled inputs z, and in the units of y."""
    dimension = process.points.shape[1]
    if process.kernel == "squared-exponential":
        base = gpytorch.kernels.RBFKernel(ard_num_dims=dimension)
    elif process.kernel in MATERN:
        base = gpytorch.kernels.MaternKernel(MATERN[process.kernel], ard_num_dims=dimension)
    else:
        raise Refused(f"the kernel {process.kernel} is not translated for BoTorch")
    if "y" not in process.data or process.noise is None:
        raise Refused("BoTorch needs the observations")
    y = torch.tensor(process.data["y"])[:, None] - process.prior
    # GPyTorch would raise the noise to 1e-6.
    with gpytorch.settings.min_fixed_noise(double_value=1e-12):
        model = SingleTaskGP(
            torch.tensor(process.points),
            y,
            train_Yvar=torch.full_like(y, process.noise),
            covar_module=gpytorch.kernels.ScaleKernel(base),
            mean_module=gpytorch.means.ZeroMean(),
            outcome_transform=None,
        )
    model.covar_module.base_kernel.lengthscale = torch.tensor(process.lengths.copy())[None]
    model.covar_module.outputscale = process.signal
    return model.eval()


def solve(task):
    problem = Problem(task.file)
    alone = problem.call_alone()
    if alone is None or not isinstance(alone[0], GaussianProcess):
        raise Refused("BoTorch maximizes acquisition functions of a Gaussian process over its box")
    process, kind, parameter = alone
    model = model_of(process)
    is_minimum = problem.sign == 1
    if kind == "mean":
        function = PosteriorMean(model, maximize=not is_minimum)
    elif kind == "ei" and not is_minimum:
        best = (parameter - process.out_offset) / process.out_scale - process.prior
        function = LogExpectedImprovement(model, best_f=best, maximize=False)
    elif kind == "lcb" and is_minimum:
        function = UpperConfidenceBound(model, beta=parameter**2, maximize=False)
    else:
        raise Refused(f"{kind} in this sense is not an acquisition function of BoTorch")
    ends = [[v.lower for v in problem.variables], [v.upper for v in problem.variables]]
    box = torch.tensor([[(e - o) / s for e, o, s in zip(side, process.offset, process.scale)] for side in ends])
    torch.manual_seed(0)
    with Clock() as clock:
        z, _ = optimize_acqf(function, bounds=box, q=1, num_restarts=RESTARTS, raw_samples=RAW_SAMPLES)
    x = z[0].numpy() * process.scale + process.offset
    point = [min(max(float(t), v.lower), v.upper) for t, v in zip(x, problem.variables)]
    note = f"optimize_acqf, {RESTARTS} restarts, {RAW_SAMPLES} samples"
    return outcome("heuristic", clock, objective=problem.value(point), point=point, note=note)
