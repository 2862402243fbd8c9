package org.heredity.pipeline.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.Ensemble;
import org.heredity.api.config.Reading;
import org.heredity.api.config.SettingDescription;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;

/**
 * Attacks of a suite that are judged together.
 *
 * @param label as reports show it, unique within the suite; letters, digits, {@code . _ -}
 * @param name the ensemble's; empty for one that the suite itself lists
 * @param epsilon what was set in place of the members' own; empty for these
 * @param members labelled uniquely within the ensemble
 */
public record EnsembleConfig(
    String label, String name, Object epsilon, List<AttackConfig<?>> members)
    implements AttackEntry {
  /** Under which a suite lists the members of its own ensemble. */
  static final String KEY = "ensemble";

  private static final String EPSILON = "epsilon";

  public EnsembleConfig {
    CommonConfig.requireName("ensemble", label);
    members = CommonConfig.some("members of the ensemble " + label, members, AttackConfig::label);
  }

  /**
   * A named ensemble.
   *
   * @param values what was written under its name: nothing, or an epsilon for all members
   * @param place where it stands, for messages
   * @throws UsageException if anything else was, or a member is not installed
   */
  static EnsembleConfig of(
      String label,
      Ensemble ensemble,
      Installed installed,
      Map<String, ?> values,
      String place,
      Reading reading) {
    for (String key : values.keySet()) {
      if (!key.equals(EPSILON)) {
        throw new UsageException(
            "option '"
                + place
                + "."
                + key
                + "': what '"
                + ensemble.name()
                + "' stands for is fixed, only 'epsilon' may be set; for other members write {label:"
                + " mine, ensemble: [pgd, …]}");
      }
    }
    List<AttackConfig<?>> members = new ArrayList<>();
    for (Ensemble.Member member : ensemble.members()) {
      members.add(
          bind(
              member.label(),
              installed.attack(member.attack(), place),
              member.settings(),
              values,
              place + "." + member.label(),
              reading));
    }
    return new EnsembleConfig(label, ensemble.name(), values.get(EPSILON), members);
  }

  private static <S extends Record> AttackConfig<S> bind(
      String label,
      Attack<S> attack,
      Map<String, Object> settings,
      Map<String, ?> over,
      String place,
      Reading reading) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    boolean budgeted =
        Settings.describe(attack.settings()).stream()
            .map(SettingDescription::name)
            .anyMatch(EPSILON::equals);
    if (budgeted) {
      all.putAll(over);
    }
    return AttackConfig.of(label, attack, all, place, reading);
  }

  /** One that a suite lists itself. */
  static EnsembleConfig listed(String label, List<AttackConfig<?>> members) {
    return new EnsembleConfig(label, "", null, members);
  }

  @Override
  public Map<String, Object> written() {
    if (!name.isEmpty()) {
      return NamedEntries.written(
          label, name, epsilon == null ? Map.of() : Map.of(EPSILON, epsilon));
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(KEY, members.stream().map(AttackConfig::written).toList());
    entry.put(NamedEntries.LABEL, label);
    return entry;
  }
}
