package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.Demand;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.UsageException;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;

/** What a run says of the memory of its attacks. */
class MemoryPlanTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 5, 64);

  /** Without settings. */
  record None() {}

  private record Holding(Demand demand) implements Attack<None> {
    @Override
    public String name() {
      return "holding";
    }

    @Override
    public String description() {
      return "holds as much as it says";
    }

    @Override
    public Class<None> settings() {
      return None.class;
    }

    @Override
    public ThreatModel threatModel(None settings, Protocol protocol) {
      return ThreatModel.linf(0.1, ThreatModel.Unit.PIXEL);
    }

    @Override
    public boolean needsTargetHead(None settings) {
      return false;
    }

    @Override
    public Demand demand(None settings) {
      return demand;
    }

    @Override
    public void perturb(
        List<? extends AttackedNetwork> models, ThreatModel threat, AttackBatch batch, None none) {}
  }

  private static AttackPlan plan(int networks, int copies) {
    Attack<None> attack = new Holding(new Demand(networks, copies));
    ThreatModel threat = attack.threatModel(new None(), Protocol.STRICT);
    return new AttackPlan(
        List.of(new PlannedAttack<>("c-mba", attack, new None(), threat, 0)),
        List.of(new AttackPlan.Judged("c-mba", List.of("c-mba"))));
  }

  private static long said(AttackPlan attacks) {
    List<String> notes = new ArrayList<>();
    MemoryPlan.tell(
        SPEC,
        2,
        attacks,
        new SuiteListener() {
          @Override
          public void note(String message) {
            notes.add(message);
          }
        });
    assertEquals(1, notes.size());
    return Long.parseLong(notes.get(0).replaceAll("memory for tensors: up to (\\d+) MB.*", "$1"));
  }

  @Test
  void copiesAndNetworksCount() {
    long plain = said(plan(1, 1));
    long copies = said(plan(1, 20));
    long networks = said(plan(4, 20));
    assertTrue(copies > 1.5 * plain, copies + " after " + plain);
    assertTrue(networks > 2.5 * copies, networks + " after " + copies);
  }

  @Test
  void networksThatDoNotFitAreRefusedByTheAttacksName() {
    UsageException e =
        assertThrows(UsageException.class, () -> MemoryPlan.require(SPEC, plan(100_000, 1)));
    assertTrue(
        e.getMessage().startsWith("the attack 'c-mba' holds 100000 networks"), e.getMessage());
    assertTrue(e.getMessage().endsWith("allow more with HEREDITY_NATIVE"), e.getMessage());
  }
}
