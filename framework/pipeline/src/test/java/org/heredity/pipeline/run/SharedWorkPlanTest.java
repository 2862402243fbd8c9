package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.plan.WorkPlan;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.plan.WorkStage.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedWorkPlanTest {
  private static WorkPlan plan(Long... seeds) {
    SuiteConfig config = SmallSuite.suite(List.of("tune", "failing"), List.of("push"), seeds);
    return WorkPlan.of(config, AttackPlan.of(config.common().attacks(), Protocol.STRICT));
  }

  @Test
  void everyStageComesAfterWhatItNeeds() {
    WorkPlan plan = plan(1L, 2L);
    List<String> ids = plan.stages().stream().map(WorkStage::id).toList();
    assertEquals("stripes/checks", ids.get(0));
    assertTrue(ids.contains("stripes/evaluation/tune/2"), ids::toString);
    assertEquals(ids.size(), new HashSet<>(ids).size());
    Set<WorkStage> before = new HashSet<>();
    for (WorkStage stage : plan.stages()) {
      assertTrue(before.containsAll(plan.needs(stage)), stage::id);
      before.add(stage);
    }
    WorkStage last = plan.stages().get(plan.stages().size() - 1);
    assertEquals(
        List.of("stripes/set/push", "stripes/student/failing/2"),
        plan.needs(last).stream().map(WorkStage::id).toList());
  }

  @Test
  void shardsAreAllOfTheWorkAndOthersSeedsMoveNone() {
    int count = 5;
    WorkPlan few = plan(1L, 2L);
    WorkPlan many = plan(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    List<WorkStage> students = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      List<WorkStage> own = many.shard(number, count).stages();
      for (WorkStage stage : own) {
        if (stage.kind() == Kind.EVALUATION) {
          students.add(stage);
          assertTrue(
              own.contains(new WorkStage(Kind.STUDENT, "stripes", stage.subject(), stage.seed())));
        }
      }
      assertTrue(own.containsAll(few.shard(number, count).stages()), "shard " + number);
    }
    assertEquals(16, students.size());
    assertEquals(16, new HashSet<>(students).size());
    assertEquals(few.stages(), few.shard(1, 1).stages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "0/8", "9/8", "1/0", "a/b", "1/2/3", "-1/4", "1/99999999999"})
  void aShardThatIsNoneIsRefused(String text) {
    UsageException e = assertThrows(UsageException.class, () -> Share.shard(text));
    assertTrue(e.getMessage().startsWith("--shard is which of how many, such as 2/8"));
  }
}
