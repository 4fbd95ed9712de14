"""The instrument-loan manager without a screen: rules, tables, use cases, documents, command line."""

__version__ = "0.1.0"
