package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.EnsembleResult;
import org.heredity.data.DataException;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.input.TargetWork;

/**
 * The networks that adversarial sets are made from: the teacher, and other public models that a
 * student may come from as well. Sets of another model are called {@code attack@model}; a student
 * is judged by each model's sets and by all together. Not thread-safe.
 */
public final class AttackSources {
  private static final String OF = "@";

  private final List<Source> sources = new ArrayList<>();
  private final List<AttackCheckResult> checks = new ArrayList<>();
  private final AttackPlan plan;

  /** One model, its name, the stage that attacks it, and its own part of the plan. */
  private record Source(String name, Teacher teacher, AttackStage stage, AttackPlan plan) {}

  /**
   * The teacher and others.
   *
   * @param base the attacks, on the teacher
   * @param others by name, in their order
   */
  public AttackSources(
      CommonConfig config,
      AttackPlan base,
      Teacher teacher,
      Map<String, Teacher> others,
      Cache cache) {
    sources.add(
        new Source(
            teacher.source().replaceAll("[^A-Za-z0-9._-]", "-"),
            teacher,
            new AttackStage(config, teacher, cache),
            base.against(teacher.preprocessing().normalisation())));
    others.forEach(
        (name, other) ->
            sources.add(
                new Source(
                    name,
                    other,
                    new AttackStage(config, other, cache),
                    base.against(other.preprocessing().normalisation()).labelled(OF + name))));
    this.plan = combined();
  }

  private AttackSources(List<Source> sources, AttackPlan plan) {
    this.sources.addAll(sources);
    this.plan = plan;
  }

  /** The same, of which nothing has been learnt yet. */
  public AttackSources again() {
    return new AttackSources(
        sources.stream()
            .map(one -> new Source(one.name(), one.teacher(), one.stage().again(), one.plan()))
            .toList(),
        plan);
  }

  /** All attacks on all models, and how they are judged. */
  public AttackPlan plan() {
    return plan;
  }

  private AttackPlan combined() {
    if (sources.size() == 1) {
      return sources.get(0).plan();
    }
    List<PlannedAttack<?>> attacks = new ArrayList<>();
    sources.forEach(source -> attacks.addAll(source.plan().attacks()));
    List<AttackPlan.Judged> judged = new ArrayList<>();
    for (int j = 0; j < sources.get(0).plan().judged().size(); j++) {
      List<String> together = new ArrayList<>();
      List<AttackPlan.Judged> each = new ArrayList<>();
      String label = sources.get(0).plan().judged().get(j).label();
      for (Source source : sources) {
        List<String> members = source.plan().judged().get(j).members();
        together.addAll(members);
        each.add(new AttackPlan.Judged(label + OF + source.name(), members));
      }
      judged.add(new AttackPlan.Judged(label, together));
      judged.addAll(each);
    }
    return new AttackPlan(attacks, judged);
  }

  /** The sets of all attacks on a target; one that fails does not stop the others. */
  public AttackStage.Sets make(TargetWork target) {
    List<AdversarialSet> made = new ArrayList<>();
    Map<String, DataException> failed = new LinkedHashMap<>();
    for (PlannedAttack<?> attack : plan.attacks()) {
      AttackStage.Sets one = make(target, attack.label());
      made.addAll(one.made());
      failed.putAll(one.failed());
    }
    return new AttackStage.Sets(made, failed);
  }

  /**
   * What each ensemble does to the teacher that it is of.
   *
   * @param made sets of a target; an ensemble without all of its sets is left out
   */
  public List<EnsembleResult> ensembles(List<AdversarialSet> made) {
    Map<String, AdversarialSet> sets = new LinkedHashMap<>();
    made.forEach(set -> sets.put(set.result().attack(), set));
    List<EnsembleResult> results = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      Source source = sources.get(s);
      boolean first = s == 0 && sources.size() > 1;
      for (AttackPlan.Judged judged : source.plan().judged()) {
        if (judged.ensemble() && sets.keySet().containsAll(judged.members())) {
          String label = first ? judged.label() + OF + source.name() : judged.label();
          results.add(together(label, judged.members().stream().map(sets::get).toList()));
        }
      }
    }
    return results;
  }

  private static EnsembleResult together(String label, List<AdversarialSet> members) {
    BitSet fooled = new BitSet();
    members.forEach(set -> set.measures().fooled().forEach(fooled::set));
    int images = members.get(0).images();
    return new EnsembleResult(
        members.get(0).result().target(),
        label,
        members.stream().map(set -> set.result().attack()).toList(),
        images,
        (double) fooled.cardinality() / images);
  }

  /** The set of one attack on a target, or why it failed. */
  public AttackStage.Sets make(TargetWork target, String label) {
    for (Source source : sources) {
      for (PlannedAttack<?> attack : source.plan().attacks()) {
        if (attack.label().equals(label)) {
          return make(source, target.seenBy(source.teacher()), attack);
        }
      }
    }
    throw new IllegalArgumentException("no attack is called " + label);
  }

  /** A few images are checked for an attack whose set could be made. */
  private AttackStage.Sets make(Source source, TargetWork target, PlannedAttack<?> attack) {
    AttackStage.Sets sets = source.stage().make(target, List.of(attack));
    if (sets.failed().isEmpty() && AttackCheck.applies(attack)) {
      checks.add(source.stage().check(target, attack, AttackCheck.SAMPLE));
    }
    return sets;
  }

  /** Trains the heads that attacks need on a target, if any does. */
  public void head(TargetWork target) {
    for (Source source : sources) {
      if (source.plan().attacks().stream().anyMatch(PlannedAttack::needsTargetHead)) {
        source.stage().head(target.seenBy(source.teacher()));
      }
    }
  }

  /** The sets of an attack with other epsilons, in their order. */
  public List<AdversarialSet> sweep(
      TargetWork target, PlannedAttack<?> attack, List<Double> epsilons) {
    Source source =
        sources.stream()
            .filter(one -> one.plan().attacks().contains(attack))
            .findFirst()
            .orElseThrow();
    return source.stage().sweep(target.seenBy(source.teacher()), attack, epsilons);
  }

  /** What was learnt of the attacks so far. */
  public List<Evidence.Probe> probes() {
    return sources.stream().flatMap(source -> source.stage().probes().stream()).toList();
  }

  /** Whether the attacks so far find what is planted. */
  public List<AttackCheckResult> checks() {
    return List.copyOf(checks);
  }
}
