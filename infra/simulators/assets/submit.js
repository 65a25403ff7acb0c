// Sends the one form of the page; without scripts its button does.
document.forms[0].submit();
