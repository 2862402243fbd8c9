import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.heredity.compact.CompactGraph;
import org.heredity.compact.CompactNetwork;
import org.heredity.compact.Operation;

/**
 * Times single convolutions of 16 images by density, as a Markdown table of billions of operations a second, zeros
 * counted: the least processor time of a network with the convolution, less that of the same without.
 */
public class Densities {
  private static final int BATCH = 16;

  /** Of the thread, so that others on the machine count little; there is but one (-XX:ActiveProcessorCount=1). */
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private static final double[] DENSITIES = {0.02, 0.05, 0.11, 0.2, 0.3, 0.4, 1};

  /** Channels in and out, side of the kernel and of the images. */
  private static final int[][] SHAPES = {
    {16, 16, 3, 32}, {32, 32, 3, 16}, {64, 64, 3, 8}, {128, 128, 3, 16}, {512, 512, 3, 4}, {512, 512, 3, 2},
    {256, 64, 1, 56}, {64, 256, 1, 56}, {512, 2048, 1, 7}
  };

  public static void main(String[] arguments) {
    StringBuilder head = new StringBuilder("| in, out, kernel, side |");
    for (double density : DENSITIES) {
      head.append(' ').append(density).append(" |");
    }
    System.out.println(head);
    System.out.println("| --- |" + " --- |".repeat(DENSITIES.length));
    seconds(SHAPES[0], 0.11);
    seconds(SHAPES[0], 1);
    for (int[] s : SHAPES) {
      StringBuilder row = new StringBuilder("| " + Arrays.toString(s).replaceAll("[\\[\\]]", "") + " |");
      double without = seconds(s, -1);
      double operations = 2.0 * s[0] * s[1] * s[2] * s[2] * s[3] * s[3] * BATCH;
      for (double density : DENSITIES) {
        double more = seconds(s, density) - without;
        row.append(more > 0 ? String.format(Locale.ROOT, " %.0f |", operations / more / 1e9) : " |");
      }
      System.out.println(row);
    }
  }

  private static double seconds(int[] s, double density) {
    Random random = new Random(1);
    Operation first = convolution("first", CompactGraph.INPUT, 3, s[0], 1, 0.3, random);
    Operation average = new Operation.GlobalAverage("average", density < 0 ? "first" : "second");
    List<Operation> operations =
        density < 0
            ? List.of(first, average)
            : List.of(first, convolution("second", "first", s[0], s[1], s[2], density, random), average);
    CompactNetwork network = CompactNetwork.of(new CompactGraph(s[3], operations, "average"));
    float[] images = new float[BATCH * 3 * s[3] * s[3]];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    double least = Double.POSITIVE_INFINITY;
    long end = CLOCK.getCurrentThreadCpuTime() + 300_000_000;
    for (int run = 0; run < 8 || CLOCK.getCurrentThreadCpuTime() < end; run++) {
      long start = CLOCK.getCurrentThreadCpuTime();
      network.logits(images);
      least = Math.min(least, (CLOCK.getCurrentThreadCpuTime() - start) / 1e9);
    }
    return least;
  }

  private static Operation convolution(
      String name, String input, int in, int out, int kernel, double density, Random random) {
    float[] weights = new float[in * out * kernel * kernel];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextDouble() < density ? (float) random.nextGaussian() : 0;
    }
    return new Operation.Convolution(name, input, in, out, kernel, 1, kernel / 2, weights, new float[out]);
  }
}
