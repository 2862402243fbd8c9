package org.heredity.pipeline.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.EntryReader;
import org.heredity.api.config.Reading;
import org.heredity.api.config.UsageException;

/**
 * Reads the attacks of one suite: an attack or a named ensemble as {@link NamedEntries} has them,
 * or a list of attacks under {@code ensemble}, with a label. Remembers labels; not thread-safe.
 */
final class AttackEntries implements EntryReader {
  private final Installed installed;
  private final Reading reading;
  private final NamedEntries entries;

  AttackEntries(Installed installed, Reading reading) {
    this.installed = installed;
    this.reading = reading;
    this.entries =
        new NamedEntries(
            (label, name, settings, path) ->
                entry(installed, label, name, settings, path, reading));
  }

  /** An attack or a named ensemble. */
  static AttackEntry entry(
      Installed installed,
      String label,
      String name,
      Map<String, ?> settings,
      String path,
      Reading reading) {
    String place = path + "." + name;
    return installed
        .ensemble(name)
        .<AttackEntry>map(
            ensemble -> EnsembleConfig.of(label, ensemble, installed, settings, place, reading))
        .orElseGet(
            () -> AttackConfig.of(label, installed.attack(name, path), settings, place, reading));
  }

  @Override
  public List<Object> read(Object given, String path) {
    if (given instanceof Map<?, ?> map && map.containsKey(EnsembleConfig.KEY)) {
      return List.of(listed(map, path));
    }
    return entries.read(given, path);
  }

  private EnsembleConfig listed(Map<?, ?> entry, String path) {
    String place = path + "." + EnsembleConfig.KEY;
    if (!(entry.get(NamedEntries.LABEL) instanceof String label)
        || entry.size() != 2
        || !(entry.get(EnsembleConfig.KEY) instanceof List<?> items)) {
      throw new UsageException(
          "option '"
              + place
              + "': expected a label and a list of attacks, such as {label: mine, ensemble: [pgd,"
              + " penultimate-pgd]}, got "
              + entry);
    }
    NamedEntries own =
        new NamedEntries(
            (unique, name, settings, at) ->
                AttackConfig.of(
                    unique, installed.attack(name, at), settings, at + "." + name, reading));
    List<AttackConfig<?>> members = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      for (Object member : own.read(items.get(i), place + "[" + i + "]")) {
        members.add((AttackConfig<?>) member);
      }
    }
    if (members.size() < 2) {
      throw new UsageException(
          "option '"
              + place
              + "': two attacks or more are expected, got "
              + members.size()
              + "; write a single attack by itself");
    }
    entries.requireUnique(label, EnsembleConfig.KEY, path);
    return EnsembleConfig.listed(label, members);
  }
}
