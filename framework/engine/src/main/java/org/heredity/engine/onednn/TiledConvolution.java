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
 * A 3 x 3 convolution of stride 1 as transforms and matrix products, see {@link Tiling}. Images lie
 * pixel by pixel, {@code [N, side, side, C]}. Works through a few images at a time, so that what
 * lies between transform and product stays in the caches; the borrowed memory may be shared with
 * whatever runs before and after.
 */
final class TiledConvolution {
  /** What is worked on at a time should fit into the last-level cache. */
  private static final long CACHE = 4L << 20;

  private final Dnn dnn;
  private final Arena arena;
  private final Node.Conv conv;
  private final TiledWeights weights;
  private final Tiling tiling;
  private final int batch;
  private final int chunk;
  private final int tiles;
  private final TileTransforms in;
  private final TileTransforms out;

  TiledConvolution(
      Dnn dnn, Arena arena, Node.Conv conv, TiledWeights weights, int batch, int side) {
    this.dnn = dnn;
    this.arena = arena;
    this.conv = conv;
    this.weights = weights;
    this.tiling = weights.tiling;
    this.batch = batch;
    tiles = tiling.tiles(side) * tiling.tiles(side);
    long image = 4L * points() * tiles * (conv.in() + conv.out());
    long weightBytes = 4L * points() * conv.in() * conv.out();
    int most = (int) Math.max(1, Math.min(batch, Math.max(CACHE, weightBytes) / image));
    int chunks = (batch + most - 1) / most;
    chunk = (batch + chunks - 1) / chunks;
    in = new TileTransforms(dnn.threads(), tiling, side, conv.in());
    out = new TileTransforms(dnn.threads(), tiling, side, conv.out());
  }

  Tiling tiling() {
    return tiling;
  }

  private int points() {
    return tiling.points * tiling.points;
  }

  /**
   * {@code result := convolution(source) + bias + other}, rectified if asked for.
   *
   * @param bias null for none
   * @param other null for none; may be {@code result}
   */
  Runnable forward(Tensor source, Tensor result, Tensor bias, Tensor other, boolean relu) {
    Arena.Block inBlock = arena.take(bytes(conv.in()));
    Arena.Block outBlock = arena.take(bytes(conv.out()));
    List<Runnable> steps = new ArrayList<>();
    for (int from = 0; from < batch; from += chunk) {
      int first = from;
      int images = Math.min(chunk, batch - from);
      Tensor v = stack(inBlock, images, conv.in());
      Tensor m = stack(outBlock, images, conv.out());
      steps.add(() -> in.input(source, first, images, v));
      steps.add(product(v, weights.values.memory, weights.values.layout, m));
      steps.add(() -> out.output(m, first, images, bias, other, relu, result));
    }
    inBlock.release();
    outBlock.release();
    return () -> steps.forEach(Runnable::run);
  }

  /**
   * Gradients of source and weights from the result's.
   *
   * @param source what the convolution read; null where the weights' gradient is not asked for
   * @param result of the source; overwritten; null where it is not asked for
   */
  Runnable backward(Tensor source, Tensor gradient, Tensor result) {
    Arena.Block inBlock = arena.take(bytes(conv.in()));
    Arena.Block outBlock = arena.take(bytes(conv.out()));
    List<Runnable> steps = new ArrayList<>();
    for (int from = 0; from < batch; from += chunk) {
      int first = from;
      int images = Math.min(chunk, batch - from);
      Tensor v = stack(inBlock, images, conv.in());
      Tensor z = stack(outBlock, images, conv.out());
      steps.add(() -> out.outputGradient(gradient, first, images, z));
      if (source != null) {
        steps.add(() -> in.input(source, first, images, v));
        steps.add(weightProduct(v, z, images, from > 0));
      }
      if (result != null) {
        memory.desc turned = Dnn.tagged(format_tag.acb, points(), conv.out(), conv.in());
        steps.add(product(z, weights.values.memory, turned, v));
        steps.add(() -> in.inputGradient(v, first, images, result));
      }
    }
    if (source != null) {
      steps.add(weights::gradientBack);
    }
    inBlock.release();
    outBlock.release();
    return () -> steps.forEach(Runnable::run);
  }

  private long bytes(int channels) {
    return 4L * points() * chunk * tiles * channels;
  }

  private Tensor stack(Arena.Block block, int images, int channels) {
    return new Tensor(dnn, Dnn.plain(points(), (long) images * tiles, channels), block);
  }

  /** {@code to := from x right}, point by point. */
  private Runnable product(Tensor from, memory right, memory.desc rightLayout, Tensor to) {
    return product(from.layout, from.memory, right, rightLayout, to, false);
  }

  /** {@code gradient (+)= transposed v x z}, point by point. */
  private Runnable weightProduct(Tensor v, Tensor z, int images, boolean add) {
    memory.desc turned = Dnn.tagged(format_tag.acb, points(), conv.in(), (long) images * tiles);
    return product(turned, v.memory, z.memory, z.layout, weights.gradient, add);
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
