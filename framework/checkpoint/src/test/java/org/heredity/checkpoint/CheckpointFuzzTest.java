package org.heredity.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Runs the corpus in the normal build, which keeps every finding fixed. To fuzz one target, from
 * this module's folder, for as long as {@code maxDuration} says:
 *
 * <pre>JAZZER_FUZZ=1 mvn test -Dtest=CheckpointFuzzTest#pickleInZip \
 *     -Dtest.jvm="-Xmx512m -Dorg.bytedeco.javacpp.maxbytes=1g"</pre>
 *
 * <p>Findings are written into this test's resources, and so become part of the corpus. Jazzer
 * reports whatever is thrown but not caught, and runs out of memory at the bounds given.
 */
class CheckpointFuzzTest {
  private static final String LONG = "5m";

  @FuzzTest(maxDuration = LONG)
  void anyFile(byte[] bytes) {
    FuzzTargets.anyFile(bytes);
  }

  @FuzzTest(maxDuration = LONG)
  void pickleInZip(byte[] pickle) {
    FuzzTargets.pickleInZip(pickle);
  }

  @FuzzTest(maxDuration = LONG)
  void legacyBody(byte[] body) {
    FuzzTargets.legacyBody(body);
  }

  @FuzzTest(maxDuration = LONG)
  void safetensorsHeader(byte[] json) {
    FuzzTargets.safetensorsHeader(json);
  }
}
