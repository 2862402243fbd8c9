package org.heredity.compact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a compact model on processors. Weights that are zero are left out: what they would multiply
 * counts as nothing, even where it is infinite.
 *
 * <p>Started with {@code --add-modules jdk.incubator.vector} Java computes by vector instructions,
 * some times as fast as in plain loops, with the same results up to rounding. Work is spread over
 * the common pool of threads. Not thread-safe.
 */
public final class CompactNetwork {
  /** Images that are computed at once: those of a vector of AVX-512. */
  private static final int TOGETHER = 16;

  private static final int COMPILED = 2;

  private final CompactGraph graph;
  private final Kernel kernel;
  private final int classes;
  private final Map<Integer, Program> programs = new LinkedHashMap<>(4, 0.75f, true);

  private CompactNetwork(CompactGraph graph, Kernel kernel) {
    this.graph = graph;
    this.kernel = kernel;
    this.classes = graph.classes();
  }

  /**
   * A network.
   *
   * @param graph what it computes
   * @return ready for any number of images
   */
  public static CompactNetwork of(CompactGraph graph) {
    return new CompactNetwork(graph, Kernels.best());
  }

  /**
   * Reads a model that {@code reengineer} wrote, {@code NAME.compact.safetensors}.
   *
   * @param file of it
   * @return ready for any number of images
   * @throws IOException if it cannot be read, or is no compact model; the message names the file,
   *     what was expected and what came
   */
  public static CompactNetwork read(Path file) throws IOException {
    return of(CompactReader.read(file));
  }

  static CompactNetwork of(CompactGraph graph, Kernel kernel) {
    return new CompactNetwork(graph, kernel);
  }

  /**
   * Whether this Java computes by vector instructions.
   *
   * @return false where it was started without their module
   */
  public static boolean vectors() {
    return Kernels.vectors();
  }

  /**
   * Whether a convolution's zeros are worth to be looked for.
   *
   * @param density share of the weights that are not zero
   * @return false where it is faster to multiply by them
   */
  public static boolean leavesOutZeros(double density) {
    return Kernels.best().skips(density);
  }

  /**
   * The side of the images that it is made for.
   *
   * @return pixels
   */
  public int imageSize() {
    return graph.imageSize();
  }

  /**
   * Number of classes.
   *
   * @return the length of an image's logits
   */
  public int classes() {
    return classes;
  }

  /**
   * Computes logits.
   *
   * @param images {@code [N, 3, side, side]}, normalised
   * @return {@code [N, classes]}
   * @throws IllegalArgumentException if the length is not that of whole images
   */
  public float[] logits(float[] images) {
    int each = 3 * graph.imageSize() * graph.imageSize();
    if (images.length % each != 0) {
      throw new IllegalArgumentException(
          "expected whole images of 3 x "
              + graph.imageSize()
              + " x "
              + graph.imageSize()
              + " values, got "
              + images.length
              + " values");
    }
    int count = images.length / each;
    float[] logits = new float[count * classes];
    for (int first = 0; first < count; first += TOGETHER) {
      program(Math.min(TOGETHER, count - first)).run(images, first, logits);
    }
    return logits;
  }

  private Program program(int images) {
    Program program = programs.get(images);
    if (program == null) {
      if (programs.size() == COMPILED) {
        programs.remove(programs.keySet().iterator().next());
      }
      program = ProgramCompiler.compile(graph, images, kernel);
      programs.put(images, program);
    }
    return program;
  }
}
