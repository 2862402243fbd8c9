package org.heredity.pipeline.plan;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import org.heredity.files.Sha256;

/**
 * A stage of a suite's work: what one process does at a time. Its result lies in the store.
 *
 * @param kind what is done
 * @param target name of the target dataset
 * @param subject the attack's label of a set, the method's of a student and its evaluation; else
 *     empty
 * @param seed of the student; 0 of what students share
 */
public record WorkStage(Kind kind, String target, String subject, long seed) {
  private static final int WORD = 8;

  /** What is done in a stage. */
  public enum Kind {
    /** The target's images are compared and the teacher's preprocessing is tried. */
    CHECKS,
    /** A head of the teacher is trained for attacks that need one. */
    HEAD,
    /** An adversarial set is made, probed and checked. */
    SET,
    /** A student is made. */
    STUDENT,
    /** A student is asked for all images, and attacked itself if the suite wants it. */
    EVALUATION
  }

  /** Of a target as a whole. */
  static WorkStage of(Kind kind, String target) {
    return new WorkStage(kind, target, "", 0);
  }

  /**
   * Its name, unlike that of any other stage of the suite, such as {@code photos6/student/seam/1}.
   */
  public String id() {
    String name = target + "/" + kind.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case CHECKS, HEAD -> name;
      case SET -> name + "/" + subject;
      case STUDENT, EVALUATION -> name + "/" + subject + "/" + seed;
    };
  }

  /**
   * Which of {@code count} shards it belongs to: by its name alone, so that other targets, methods
   * or seeds of the suite move nothing. A student and its evaluation belong together.
   *
   * @return 1 to {@code count}
   */
  int shard(int count) {
    String name = kind == Kind.EVALUATION ? student().id() : id();
    long word = ByteBuffer.wrap(HexFormat.of().parseHex(Sha256.of(name)), 0, WORD).getLong();
    return 1 + (int) Long.remainderUnsigned(word, count);
  }

  /** Of an evaluation, the making of its student. */
  private WorkStage student() {
    return new WorkStage(Kind.STUDENT, target, subject, seed);
  }
}
