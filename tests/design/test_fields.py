"""How a form is shown: label, help, error, control; the control knows the other three."""

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation


class SampleForm(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Your ticket goes there.")
    country = forms.ChoiceField(label="Country", choices=[("fr", "France")], required=False)
    needs = forms.MultipleChoiceField(
        label="Needs",
        choices=[("lift", "Step-free access")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    news = forms.BooleanField(label="Newsletter", required=False)

    def __init__(self, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class SignInForm(forms.Form):
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password")


def show(data: dict[str, str] | None = None) -> str:
    with translation.override("en"):
        return render_crispy_form(SampleForm(data))


def test_error_stands_between_label_and_control_and_is_tied_to_it() -> None:
    html = show({"email": "nobody"})
    label, error, control = (
        html.index(part)
        for part in ('for="id_email"', 'id="id_email_error"', '<input type="email"')
    )
    assert label < error < control
    field = html[control : html.index(">", control)]
    assert 'aria-describedby="id_email_helptext id_email_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'value="nobody"' in field


def test_error_summary_links_to_the_field() -> None:
    html = show({"email": ""})
    assert '<a href="#id_email">' in html
    assert "One thing remains to be corrected" in html


def test_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in show()


def test_optional_field_says_so_and_a_required_one_does_not() -> None:
    html = show()
    assert html.count('<span class="optional">(optional)</span>') == 3
    assert "*" not in html


def test_typed_text_is_escaped() -> None:
    assert '"><script>' not in show({"email": '"><script>'})


def test_fields_of_a_form_that_asks_for_all_of_them_say_so() -> None:
    form = SignInForm()
    form.helper = FormHelper()
    form.helper.disable_csrf = True

    with translation.override("en"):
        html = render_crispy_form(form)

    assert html.count('<span class="optional">(required)</span>') == 2
