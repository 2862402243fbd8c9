package org.heredity.api.config;

/**
 * What users are told of one setting.
 *
 * @param name in kebab case; a nested record's as {@code outer.inner}
 * @param type in words, such as {@code number} or {@code list of text}
 * @param byDefault what holds if nothing is said, as written in YAML; empty if it must be said
 * @param range in words, such as {@code 0 to 1}; empty if any value will do
 * @param text what it means
 */
public record SettingDescription(
    String name, String type, String byDefault, String range, String text) {}
