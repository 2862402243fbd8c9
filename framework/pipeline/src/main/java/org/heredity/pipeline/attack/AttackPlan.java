package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.data.DataException;
import org.heredity.data.Normalisation;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.AttackEntry;

/**
 * The attacks of a suite, an audit or a single run: which sets are made, each once, and which of
 * them are judged together.
 *
 * @param attacks one a set
 * @param judged one a cell of every student, in the suite's order
 */
public record AttackPlan(List<PlannedAttack<?>> attacks, List<Judged> judged) {
  public AttackPlan {
    attacks = List.copyOf(attacks);
    judged = List.copyOf(judged);
  }

  /**
   * Sets by which a student is judged: one of an attack, or those of an ensemble.
   *
   * @param label as reports show it
   * @param members labels of the attacks whose sets they are
   */
  public record Judged(String label, List<String> members) {
    public Judged {
      members = List.copyOf(members);
    }

    /** Whether it is more than one attack. */
    public boolean ensemble() {
      return members.size() > 1;
    }

    /** Why it cannot be judged, of the sets that could not be made; null if it can. */
    public DataException failure(Map<String, DataException> failed) {
      return members.stream().filter(failed::containsKey).findFirst().map(failed::get).orElse(null);
    }
  }

  /**
   * What entries come to under a protocol. Single attacks are planned first, so that ensembles
   * whose members are among them share their sets.
   *
   * @throws org.heredity.api.config.UsageException if a threat model cannot be
   */
  public static AttackPlan of(List<AttackEntry> entries, Protocol protocol) {
    List<PlannedAttack<?>> attacks = new ArrayList<>();
    for (AttackEntry entry : entries) {
      if (entry.members().size() == 1) {
        attacks.add(PlannedAttack.of(entry.label(), entry.members().get(0), protocol));
      }
    }
    List<Judged> judged = new ArrayList<>();
    for (AttackEntry entry : entries) {
      judged.add(
          entry.members().size() == 1
              ? new Judged(entry.label(), List.of(entry.label()))
              : together(entry, protocol, attacks));
    }
    return new AttackPlan(attacks, judged);
  }

  private static Judged together(
      AttackEntry ensemble, Protocol protocol, List<PlannedAttack<?>> attacks) {
    List<String> labels = new ArrayList<>();
    for (AttackConfig<?> member : ensemble.members()) {
      PlannedAttack<?> planned =
          PlannedAttack.of(ensemble.label() + "." + member.label(), member, protocol)
              .withNoiseDraw(labels.size());
      Optional<String> made =
          attacks.stream().filter(one -> one.alike(planned)).map(PlannedAttack::label).findFirst();
      if (made.isEmpty()) {
        attacks.add(planned);
      }
      labels.add(made.orElse(planned.label()));
    }
    return new Judged(ensemble.label(), labels);
  }

  /** The same with something behind every label. */
  AttackPlan labelled(String suffix) {
    return new AttackPlan(
        attacks.stream().<PlannedAttack<?>>map(one -> one.withLabel(one.label() + suffix)).toList(),
        judged.stream()
            .map(
                one ->
                    new Judged(
                        one.label() + suffix,
                        one.members().stream().map(member -> member + suffix).toList()))
            .toList());
  }

  /** The attacks whose settings are weaker than the protocol's. */
  public List<Evidence.Weakened> weakened() {
    return attacks.stream()
        .map(attack -> new Evidence.Weakened(attack.label(), attack.weaker()))
        .filter(weakened -> !weakened.phrases().isEmpty())
        .toList();
  }

  /** The same on a model, whose normalisation says what a pixel is. */
  public AttackPlan against(Normalisation normalisation) {
    return new AttackPlan(
        attacks.stream().<PlannedAttack<?>>map(one -> one.against(normalisation)).toList(), judged);
  }
}
