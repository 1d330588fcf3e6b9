"""The paths of the shop."""

from django.urls import path

from shop import views, webhooks

urlpatterns = [
    path("checkout/", views.checkout_cart),
    path("orders/<uuid:reference>/", views.show_order),
    path("orders/<uuid:reference>/refund/", views.refund_order),
    path("orders/<uuid:reference>/dispatch/", views.dispatch_order),
    path("orders/<uuid:reference>/tracking/", views.track_order),
    path("delivery/", views.delivery),
    path("webhooks/payments/", webhooks.receive),
]
