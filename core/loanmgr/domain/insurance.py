"""What is said of insuring an instrument while it is out: on the agreement, and at the desk."""

from loanmgr.domain.money import pounds


def words(insured_by: str, value_pence: int | None) -> str:
    """Say in a sentence who insures it, and for how much; nothing where the policy says nothing.

    Args:
        insured_by: hirer, advised, service or nothing, as the policy has it.
        value_pence: what replacing it costs; None where nobody knows.
    """
    if insured_by == "service":
        return "Insured by the service."
    if insured_by not in ("hirer", "advised"):
        return ""
    value = "; ask us for its value" if value_pence is None else f" for {pounds(value_pence)}"
    if insured_by == "hirer":
        return f"To be insured by the hirer{value}."
    return f"We advise the hirer to insure it{value}."
