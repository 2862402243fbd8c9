package org.heredity.baselines;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.method.ReuseMethod;

/** Contributes the methods of this package, and what their papers published of them. */
public final class BaselinesModule extends AbstractModule implements HeredityPlugin {
  @Override
  protected void configure() {
    Multibinder<ReuseMethod<?>> methods =
        Multibinder.newSetBinder(binder(), new TypeLiteral<ReuseMethod<?>>() {});
    methods.addBinding().toInstance(new FineTune());
    methods.addBinding().toInstance(new Retrain());
    methods.addBinding().toInstance(new MagnitudePruning());
    methods.addBinding().toInstance(new Remos());
    methods.addBinding().toInstance(new Seam());
    methods.addBinding().toInstance(new Delta());
    methods.addBinding().toInstance(new DeltaR());
    methods.addBinding().toInstance(new Renofeation());
    Multibinder<PublishedRun> published = Multibinder.newSetBinder(binder(), PublishedRun.class);
    PaperFigures.all().forEach(run -> published.addBinding().toInstance(run));
  }
}
