"""Saves some of the models that native.py has trained in XGBoost's binary form, Universal Binary JSON.

    .venv-trees/bin/python models/tree-ensemble/universal-binary.py
"""
from pathlib import Path

import xgboost as xgb

FOLDER = Path(__file__).parent

for name in ["xgboost-categories", "xgboost-vector-leaves"]:
    model = xgb.Booster(model_file=FOLDER / f"{name}.json")
    model.save_model(FOLDER / f"{name}.ubj")
    print(name, (FOLDER / f"{name}.ubj").stat().st_size)
