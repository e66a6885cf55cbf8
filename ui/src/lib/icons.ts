/** Path data of one icon, as `icon-paths.ts` reads it from an SVG file. */
export interface IconShape {
  box: string;
  paths: string[];
}

export { default as alert } from "@fluentui/svg-icons/icons/alert_16_filled.svg?icon";
export { default as alertQuiet } from "@fluentui/svg-icons/icons/alert_16_regular.svg?icon";
export { default as alertOff } from "@fluentui/svg-icons/icons/alert_off_16_regular.svg?icon";
export { default as away } from "@fluentui/svg-icons/icons/presence_away_16_filled.svg?icon";
export { default as available } from "@fluentui/svg-icons/icons/presence_available_16_filled.svg?icon";
export { default as busy } from "@fluentui/svg-icons/icons/presence_busy_16_filled.svg?icon";
export { default as chat } from "@fluentui/svg-icons/icons/comment_20_regular.svg?icon";
export { default as check } from "@fluentui/svg-icons/icons/checkmark_16_filled.svg?icon";
export { default as checkCircle } from "@fluentui/svg-icons/icons/checkmark_circle_16_regular.svg?icon";
export { default as chevronDown } from "@fluentui/svg-icons/icons/chevron_down_16_regular.svg?icon";
export { default as chevronRight } from "@fluentui/svg-icons/icons/chevron_right_16_regular.svg?icon";
export { default as clock } from "@fluentui/svg-icons/icons/clock_16_regular.svg?icon";
export { default as copy } from "@fluentui/svg-icons/icons/copy_16_regular.svg?icon";
export { default as dismiss } from "@fluentui/svg-icons/icons/dismiss_16_regular.svg?icon";
export { default as dismissCircle } from "@fluentui/svg-icons/icons/dismiss_circle_16_regular.svg?icon";
export { default as doNotDisturb } from "@fluentui/svg-icons/icons/presence_dnd_16_filled.svg?icon";
export { default as hourglass } from "@fluentui/svg-icons/icons/hourglass_16_regular.svg?icon";
export { default as info } from "@fluentui/svg-icons/icons/info_16_regular.svg?icon";
export { default as location } from "@fluentui/svg-icons/icons/location_16_regular.svg?icon";
export { default as offline } from "@fluentui/svg-icons/icons/presence_offline_16_regular.svg?icon";
export { default as outOfOffice } from "@fluentui/svg-icons/icons/presence_oof_16_regular.svg?icon";
export { default as personKey } from "@fluentui/svg-icons/icons/person_key_16_regular.svg?icon";
export { default as personRemove } from "@fluentui/svg-icons/icons/person_delete_16_regular.svg?icon";
export { default as porchLight } from "@fluentui/svg-icons/icons/lightbulb_filament_16_regular.svg?icon";
export { default as refresh } from "@fluentui/svg-icons/icons/arrow_sync_16_regular.svg?icon";
export { default as search } from "@fluentui/svg-icons/icons/search_16_regular.svg?icon";
export { default as settings } from "@fluentui/svg-icons/icons/settings_20_regular.svg?icon";
export { default as undo } from "@fluentui/svg-icons/icons/arrow_undo_16_regular.svg?icon";
export { default as unknown } from "@fluentui/svg-icons/icons/presence_unknown_16_regular.svg?icon";
export { default as unplugged } from "@fluentui/svg-icons/icons/plug_disconnected_16_regular.svg?icon";
export { default as warning } from "@fluentui/svg-icons/icons/warning_16_regular.svg?icon";
