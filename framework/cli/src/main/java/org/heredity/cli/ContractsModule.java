package org.heredity.cli;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.Ensemble;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.report.ReengineeringFormat;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.report.TablesFormat;
import org.heredity.engine.Architecture;
import org.heredity.engine.zoo.Architectures;

/** Declares the sets that plug-ins add to, so that each is there even if nobody does. */
final class ContractsModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), new TypeLiteral<ReuseMethod<?>>() {});
    Multibinder.newSetBinder(binder(), new TypeLiteral<Attack<?>>() {});
    Multibinder.newSetBinder(binder(), Ensemble.class);
    Multibinder.newSetBinder(binder(), DatasetFormat.class);
    Multibinder.newSetBinder(binder(), PublishedRun.class);
    Multibinder.newSetBinder(binder(), ReportFormat.class);
    Multibinder.newSetBinder(binder(), ReengineeringFormat.class);
    Multibinder.newSetBinder(binder(), TablesFormat.class);
    Multibinder<Architecture> architectures =
        Multibinder.newSetBinder(binder(), Architecture.class);
    Architectures.all().forEach(one -> architectures.addBinding().toInstance(one));
  }
}
