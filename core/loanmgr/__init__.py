"""The instrument-loan manager without a screen: rules, tables, use cases, documents."""

__version__ = "0.1.0"
