package org.heredity.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.heredity.engine.plan.Node;

/**
 * A 3 x 3 convolution of stride 1 as transforms and matrix products, see {@link WinogradTiling}.
 * Works through a few images at a time, so that what lies between transform and product stays in
 * the caches; the memory for it may be shared with the steps before and after.
 */
final class WinogradConvolution implements NhwcConvolution {
  /** What is worked on at a time should fit into the last-level cache. */
  private static final long CACHE = 4L << 20;

  private final Dnn dnn;
  private final Arena arena;
  private final Node.Conv conv;
  private final WinogradWeights weights;
  private final int matrices;
  private final int batch;
  private final int chunk;
  private final int tiles;
  private final WinogradTransforms in;
  private final WinogradTransforms out;

  /**
   * Decides how many images to work on at a time; memory is taken when a pass is compiled.
   *
   * @param weights of that tiling
   */
  WinogradConvolution(
      Dnn dnn,
      Arena arena,
      Node.Conv conv,
      WinogradTiling tiling,
      WinogradWeights weights,
      int batch,
      int side) {
    this.dnn = dnn;
    this.arena = arena;
    this.conv = conv;
    this.weights = weights;
    this.matrices = tiling.matrices();
    this.batch = batch;
    tiles = tiling.tiles(side) * tiling.tiles(side);
    long image = 4L * matrices * tiles * (conv.in() + conv.out());
    long weightBytes = 4L * matrices * conv.in() * conv.out();
    int most = (int) Math.max(1, Math.min(batch, Math.max(CACHE, weightBytes) / image));
    int chunks = (batch + most - 1) / most;
    chunk = (batch + chunks - 1) / chunks;
    in = new WinogradTransforms(tiling, dnn.threads(), side, conv.in());
    out = new WinogradTransforms(tiling, dnn.threads(), side, conv.out());
  }

  @Override
  public Runnable forward(Tensor source, Tensor result, Tensor bias, Tensor other, boolean relu) {
    return chunks(
        (first, images, v, m, steps) -> {
          steps.add(() -> in.input(source, first, images, v));
          steps.add(product(v, weights.values.memory, weights.values.layout, m));
          steps.add(() -> out.output(m, first, images, bias, other, relu, result));
        });
  }

  @Override
  public Runnable backward(Tensor source, Tensor gradient, Tensor result) {
    Tensor sums = source == null ? null : weights.tensor(arena);
    Runnable all =
        chunks(
            (first, images, v, z, steps) -> {
              steps.add(() -> out.outputGradient(gradient, first, images, z));
              if (source != null) {
                steps.add(() -> in.input(source, first, images, v));
                steps.add(weightProduct(v, z, images, sums, first > 0));
              }
              memory.desc transposed = Dnn.tagged(format_tag.acb, matrices, conv.out(), conv.in());
              steps.add(product(z, weights.values.memory, transposed, v));
              steps.add(() -> in.inputGradient(v, first, images, result));
            });
    if (sums == null) {
      return all;
    }
    sums.block.release();
    return () -> {
      all.run();
      weights.gradientBack(sums);
    };
  }

  private interface Chunk {
    /**
     * Compiles the work on some images.
     *
     * @param in a stack of the source's channels
     * @param out a stack of the result's channels
     */
    void compile(int first, int images, Tensor in, Tensor out, List<Runnable> steps);
  }

  private Runnable chunks(Chunk work) {
    Arena.Block inBlock = arena.take(bytes(conv.in()));
    Arena.Block outBlock = arena.take(bytes(conv.out()));
    List<Runnable> steps = new ArrayList<>();
    for (int first = 0; first < batch; first += chunk) {
      int images = Math.min(chunk, batch - first);
      Tensor inStack = stack(inBlock, images, conv.in());
      Tensor outStack = stack(outBlock, images, conv.out());
      work.compile(first, images, inStack, outStack, steps);
    }
    inBlock.release();
    outBlock.release();
    return () -> steps.forEach(Runnable::run);
  }

  private long bytes(int channels) {
    return 4L * matrices * chunk * tiles * channels;
  }

  private Tensor stack(Arena.Block block, int images, int channels) {
    return new Tensor(dnn, Dnn.plain(matrices, (long) images * tiles, channels), block);
  }

  /** {@code to := from x right}, point by point. */
  private Runnable product(Tensor from, memory right, memory.desc rightLayout, Tensor to) {
    return product(from.layout, from.memory, right, rightLayout, to, false);
  }

  /** {@code sums (+)= transposed v x z}, point by point. */
  private Runnable weightProduct(Tensor v, Tensor z, int images, Tensor sums, boolean add) {
    memory.desc transposed = Dnn.tagged(format_tag.acb, matrices, conv.in(), (long) images * tiles);
    return product(transposed, v.memory, z.memory, z.layout, sums, add);
  }

  private Runnable product(
      memory.desc leftLayout,
      memory left,
      memory right,
      memory.desc rightLayout,
      Tensor to,
      boolean add) {
    primitive_attr attributes = new primitive_attr();
    if (add) {
      post_ops after = new post_ops();
      after.append_sum();
      attributes.set_post_ops(after);
    }
    var chosen =
        new matmul.primitive_desc(
            new matmul.desc(leftLayout, rightLayout, to.layout), attributes, dnn.engine());
    return dnn.product(new matmul(chosen), left, right, to.memory);
  }
}
