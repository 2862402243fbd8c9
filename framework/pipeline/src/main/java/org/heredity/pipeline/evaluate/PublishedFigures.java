package org.heredity.pipeline.evaluate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.heredity.api.config.Reading;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.result.PublishedFigure;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.AttackEntry;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TeacherConfig;

/**
 * Finds what papers published of the students that a suite makes. A figure stands beside a student
 * only where protocol, teacher, target, attack and every setting of the method are as published,
 * for a figure of something else misleads. The one thing that may differ is the length of training,
 * because a published length takes days; then the figure says so.
 *
 * @param published all that is known
 * @param suite whose students are looked up
 * @param data what the suite's files turned out to be
 */
public record PublishedFigures(List<PublishedRun> published, SuiteConfig suite, Data data) {
  /**
   * What a suite's files are, as opposed to what it calls them.
   *
   * @param targets names of those targets that are the known datasets of these names
   * @param usualPreprocessing whether the teacher's images go through what torchvision's first
   *     ImageNet weights expect, as all published ones did
   * @param teacherDigest SHA-256 of the teacher's file; only asked for where all else agrees
   */
  public record Data(
      Set<String> targets, boolean usualPreprocessing, Supplier<String> teacherDigest) {}

  /** What was published of a method's students, in the order in which it is known. */
  public List<PublishedFigure> of(MethodConfig<?> method) {
    List<PublishedFigure> figures = new ArrayList<>();
    for (PublishedRun run : published) {
      if (sameSetting(run) && sameMethod(run.method(), method)) {
        for (AttackEntry attack : suite.common().attacks()) {
          if (sameAttack(run.attack(), attack) && sameTeacher(run.teacher())) {
            figures.add(
                new PublishedFigure(
                    run.source(),
                    attack.label(),
                    run.targets(),
                    run.acc(),
                    run.dir(),
                    remarks(run)));
          }
        }
      }
    }
    return figures;
  }

  private boolean sameSetting(PublishedRun run) {
    CommonConfig common = suite.common();
    return run.protocol() == common.protocol()
        && common.batchSize() == CommonConfig.BATCH_SIZE
        && run.targets().stream().anyMatch(data.targets()::contains);
  }

  private static boolean sameMethod(PublishedRun.Configured run, MethodConfig<?> method) {
    return run.name().equals(method.method().name())
        && MethodConfig.of(
                method.label(), method.method(), run.settings(), run.name(), Reading.plain())
            .values()
            .equals(method.values());
  }

  private static boolean sameAttack(PublishedRun.Configured run, AttackEntry entry) {
    return entry instanceof AttackConfig<?> attack
        && run.name().equals(attack.attack().name())
        && AttackConfig.of(attack.attack(), run.settings()).values().equals(attack.values());
  }

  private boolean sameTeacher(PublishedRun.Pretrained teacher) {
    return suite
            .common()
            .teacher()
            .architecture()
            .filter(n -> !n.equals(teacher.architecture()))
            .isEmpty()
        && teacher.imageSize()
            == suite.common().teacher().imageSize().orElse(TeacherConfig.USUAL_SIDE)
        && data.usualPreprocessing()
        && teacher.isIn(data.teacherDigest().get());
  }

  private List<String> remarks(PublishedRun run) {
    List<String> remarks = new ArrayList<>();
    if (suite.trainingScale() != 1) {
      remarks.add(
          "Published at full length; here training-scale is " + plain(suite.trainingScale()) + ".");
    }
    if (!run.remark().isEmpty()) {
      remarks.add(run.remark());
    }
    return remarks;
  }

  private static String plain(double scale) {
    return BigDecimal.valueOf(scale).stripTrailingZeros().toPlainString();
  }
}
