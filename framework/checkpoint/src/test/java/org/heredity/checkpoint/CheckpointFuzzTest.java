package org.heredity.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Runs the corpus in the normal build, so that what was found stays mended. To fuzz one target for
 * three minutes, from the project's root:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn verify -pl framework/checkpoint -am \
 *     -Dtest=CheckpointFuzzTest#pickleInZip -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Djazzer.hooks=true -Dtest.jvm="-Xmx512m -Dorg.bytedeco.javacpp.maxbytes=1g"</pre>
 *
 * <p>Whatever is thrown is a finding, running out of the memory given too. Its input is written
 * into this test's resources and thereby joins the corpus; what else Jazzer learns lies in {@code
 * .cifuzz-corpus}.
 */
class CheckpointFuzzTest {
  private static final String LONG = "3m";

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
  void inertPickle(byte[] pickle) {
    FuzzTargets.inertPickle(pickle);
  }

  @FuzzTest(maxDuration = LONG)
  void safetensorsHeader(byte[] json) {
    FuzzTargets.safetensorsHeader(json);
  }

  @FuzzTest(maxDuration = LONG)
  void onnxModel(byte[] bytes) {
    FuzzTargets.onnxModel(bytes);
  }
}
