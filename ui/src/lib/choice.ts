/**
 * Leaves a group of radio buttons as it was: what is chosen is shown when the
 * snapshot says so, and stays where it was if that is refused.
 */
export function leaveChoice(clicked: HTMLInputElement, chosen: string): void {
  for (const radio of document.getElementsByName(clicked.name)) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === chosen;
  }
}
