"""The two kinds of refusal that staff can act on; anything else that is raised is our own fault."""


class RuleError(Exception):
    """Something is not allowed, said in a whole sentence in the staff's words.

    Attributes:
        message: the sentence.
        code: one word for programs, such as ``on_loan_elsewhere``.
        field: the field of the request it is about, or an empty string.
    """

    def __init__(self, message: str, code: str = "refused", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class StoreError(Exception):
    """The database is busy or sick; nothing was changed, and trying again may help.

    Attributes:
        message: what happened and what to do, in one or two sentences.
        code: one word for programs: ``busy``, ``full``, ``missing``, ``newer``, ``damaged`` …
    """

    def __init__(self, message: str, code: str = "store") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
